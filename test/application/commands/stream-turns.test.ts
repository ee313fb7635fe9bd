import { describe, expect, it } from 'vitest'
import { streamTurns } from '../../../application/commands/stream-turns.ts'

/** Work that lasts until it is told to end. */
const work = (name: string, told: string[]) => {
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  return {
    end: () => end(),
    run: async () => {
      told.push(`${name} begins`)
      await ended
      told.push(`${name} ends`)
      return name
    },
  }
}

describe('turns on a stream', () => {
  it('are taken one after another, in the order in which they were asked for', async () => {
    const told: string[] = []
    const { inTurn } = streamTurns()
    const works = ['a', 'b', 'c'].map((name) => work(name, told))
    const results = works.map(({ run }) => inTurn('s', run))
    for (const { end } of [...works].reverse()) end()
    expect(await Promise.all(results)).toEqual(['a', 'b', 'c'])
    expect(told).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
  })

  it('asked for when the first has ended still wait for the one under way', async () => {
    const told: string[] = []
    const { inTurn } = streamTurns()
    const [first, second] = [work('first', told), work('second', told)]
    const one = inTurn('s', first.run)
    const two = inTurn('s', second.run)
    first.end()
    await one
    await Promise.resolve()
    const three = inTurn('s', async () => told.push('third'))
    second.end()
    await Promise.all([two, three])
    expect(told).toEqual(['first begins', 'first ends', 'second begins', 'second ends', 'third'])
  })

  it('of different streams do not wait for each other', async () => {
    const told: string[] = []
    const { inTurn } = streamTurns()
    const slow = work('slow', told)
    const held = inTurn('one', slow.run)
    expect(await inTurn('other', async () => 'quick')).toBe('quick')
    slow.end()
    expect(await held).toBe('slow')
  })

  it('go on after one that failed, whose failure only its own caller learns', async () => {
    const { inTurn } = streamTurns()
    const failing = inTurn('s', async () => {
      throw new Error('mine')
    })
    const next = inTurn('s', async () => 'next')
    await expect(failing).rejects.toThrow('mine')
    expect(await next).toBe('next')
  })

  it('asked for from within a turn come after it', async () => {
    const told: string[] = []
    const { inTurn } = streamTurns()
    let inner: Promise<unknown> = Promise.resolve()
    await inTurn('s', async () => {
      inner = inTurn('s', async () => told.push('inner'))
      told.push('outer')
    })
    await inner
    expect(told).toEqual(['outer', 'inner'])
  })
})
