import { beforeAll, describe, expect, it } from 'vitest'

it('passes', () => {
  expect(1).toBe(1)
})

it('fails', () => {
  expect(1).toBe(2)
})

it('finds out that it cannot run', ({ skip }) => {
  skip('no container engine on this machine')
})

it.skip('knows that it cannot run [skipped: no server was named]', () => {})

it.skipIf(true)('cannot run just here [needs a moon]', () => {})

it.skip('says nothing', () => {})

it.todo('is yet to be written')

describe('a suite whose preparation breaks', () => {
  beforeAll(() => {
    throw new Error('broken')
  })
  it('never runs', () => {})
})

describe.skip('a suite that knows that it cannot run [skipped: the image is not here]', () => {
  it('would have proven something', () => {})
})
