import { it } from 'vitest'

it('passes and leaves something behind', () => {
  Promise.reject(new Error('nobody waits for this'))
})
