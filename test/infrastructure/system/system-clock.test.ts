import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../../../infrastructure/system/system-clock.ts'

describe('the system’s clock', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  const settled = (waiting: Promise<void>): { done: boolean } => {
    const state = { done: false }
    waiting.then(() => {
      state.done = true
    })
    return state
  }

  it('tells UTC in milliseconds', () => {
    expect(systemClock.now()).toBe(Date.UTC(2026, 0, 1))
  })

  it('waits as long as asked', async () => {
    const wait = settled(systemClock.wait(1000))
    await vi.advanceTimersByTimeAsync(999)
    expect(wait.done).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(wait.done).toBe(true)
  })

  it('waits for months too, though a timer cannot', async () => {
    const days = 24 * 60 * 60 * 1000
    const wait = settled(systemClock.wait(90 * days))
    await vi.advanceTimersByTimeAsync(89 * days)
    expect(wait.done).toBe(false)
    await vi.advanceTimersByTimeAsync(days)
    expect(wait.done).toBe(true)
  })

  it('waits no longer when the signal aborts, and not at all when it has aborted', async () => {
    const abort = new AbortController()
    const waiting = systemClock.wait(1000, abort.signal)
    abort.abort()
    await waiting
    await systemClock.wait(1000, abort.signal)
    expect(vi.getTimerCount()).toBe(0)
  })
})
