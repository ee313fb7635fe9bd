import { describe, expect, it } from 'vitest'
import { bell } from '../../../application/reactions/bell.ts'
import { movedClock } from '../moved-clock.ts'

const unaborted = new AbortController().signal

const waiting = (wait: Promise<void>) => {
  let isOver = false
  wait.then(() => {
    isOver = true
  })
  return async () => {
    for (let step = 0; step < 10; step += 1) await Promise.resolve()
    return !isOver
  }
}

describe('a bell', () => {
  it('wakes whoever waits, before the time', async () => {
    const { ring, wait } = bell(movedClock())
    const isWaiting = waiting(wait(1000, unaborted))
    expect(await isWaiting()).toBe(true)
    ring()
    expect(await isWaiting()).toBe(false)
  })

  it('keeps a ring that nobody waited for, for one wait', async () => {
    const clock = movedClock()
    const { ring, wait } = bell(clock)
    ring()
    ring()
    expect(await waiting(wait(1000, unaborted))()).toBe(false)
    const isWaiting = waiting(wait(1000, unaborted))
    expect(await isWaiting()).toBe(true)
    clock.advance(1000)
    expect(await isWaiting()).toBe(false)
  })

  it('keeps nobody who is to stop', async () => {
    const end = new AbortController()
    const { wait } = bell(movedClock())
    const isWaiting = waiting(wait(1000, end.signal))
    end.abort()
    expect(await isWaiting()).toBe(false)
    expect(await waiting(wait(1000, end.signal))()).toBe(false)
  })
})
