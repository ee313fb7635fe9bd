import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { secondsUntil } from '../../domain/decision.ts'
import { days, hours, minutes, seconds } from '../../domain/instant.ts'
import { erased, isErased } from '../../domain/sealed.ts'

describe('seconds to wait', () => {
  it('are whole, rounded up, and at least one', () => {
    expect(secondsUntil(10_000, 0)).toBe(10)
    expect(secondsUntil(10_001, 0)).toBe(11)
    expect(secondsUntil(1, 0)).toBe(1)
    expect(secondsUntil(0, 0)).toBe(1)
    expect(secondsUntil(0, 5_000)).toBe(1)
  })

  it('waited out, are never too short', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (now, ahead) => {
        expect(now + seconds(secondsUntil(now + ahead, now))).toBeGreaterThanOrEqual(now + ahead)
      }),
    )
  })
})

describe('durations', () => {
  it('are milliseconds', () => {
    expect([seconds(1), minutes(1), hours(1), days(1)]).toEqual([1000, 60_000, 3_600_000, 86_400_000])
  })
})

describe('a value of an erased person', () => {
  it('is told apart from every other', () => {
    expect(isErased(erased)).toBe(true)
    expect(isErased({ erased: true })).toBe(true)
    for (const other of [null, undefined, '', 'erased', true, {}, { erased: false }, ['erased']])
      expect(isErased(other)).toBe(false)
  })
})
