import { it } from 'vitest'

it('is never seen', () => {})

throw new Error('this file cannot be loaded')
