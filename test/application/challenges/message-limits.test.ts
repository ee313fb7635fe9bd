import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  askerFor,
  messageLimits,
  messagesAnHour,
  messagesCountFor,
} from '../../../application/challenges/message-limits.ts'
import { challengePurposes } from '../../../domain/challenge/events.ts'
import { hours, minutes } from '../../../domain/instant.ts'
import { stateFile } from '../../infrastructure/operational-state/state-file.ts'
import { testFingerprints } from '../test-fingerprints.ts'

const noon = Date.UTC(2026, 10, 23, 12)
const phone = '+79260250730'

const limited = () => {
  const file = stateFile()
  const alarms: string[] = []
  const log = { error: (_: object, text: string) => void alarms.push(text), warn: () => {}, info: () => {} }
  const over = (counts = file.state.messageCounts) =>
    messageLimits({ counts, fingerprints: testFingerprints, log })
  return { file, alarms, over, limits: over() }
}

const other = (n: number) => `+7926${String(n).padStart(7, '0')}`

describe('SMS spending (security.md)', () => {
  it('lets 5 an hour go to one number, and says when the next one may', async () => {
    const { limits } = limited()
    for (let n = 0; n < 5; n += 1)
      expect(E.isRight(await limits.take({ asker: 'anyone', to: phone, ip: null }, noon + minutes(n)))).toBe(
        true,
      )
    expect(await limits.take({ asker: 'anyone', to: phone, ip: null }, noon + minutes(5))).toEqual(
      E.left({ code: 'TooManyMessages', retryAfter: 55 * 60 }),
    )
    expect(E.isRight(await limits.take({ asker: 'anyone', to: phone, ip: null }, noon + hours(1)))).toBe(true)
  })

  it('lets 10 go in the last 24 hours, not in a calendar day', async () => {
    const { limits } = limited()
    for (let n = 0; n < 10; n += 1)
      await limits.take({ asker: 'anyone', to: phone, ip: null }, noon + hours(n))
    expect(await limits.take({ asker: 'anyone', to: phone, ip: null }, noon + hours(13))).toEqual(
      E.left({ code: 'TooManyMessages', retryAfter: 11 * 3600 }),
    )
    expect(E.isRight(await limits.take({ asker: 'anyone', to: phone, ip: null }, noon + hours(24)))).toBe(
      true,
    )
  })

  it('counts an e-mail address in any case as one', async () => {
    const { limits } = limited()
    for (let n = 0; n < 5; n += 1)
      await limits.take({ asker: 'anyone', to: 'ann@example.com', ip: null }, noon)
    expect(E.isLeft(await limits.take({ asker: 'anyone', to: 'Ann@example.com', ip: null }, noon))).toBe(true)
  })

  it('lets one address block ask for 20 an hour, whatever the numbers', async () => {
    const { limits } = limited()
    for (let n = 0; n < 20; n += 1)
      await limits.take({ asker: 'anyone', to: other(n), ip: `2001:db8:1:2::${n.toString(16)}` }, noon)
    expect(
      E.isLeft(await limits.take({ asker: 'anyone', to: other(20), ip: '2001:db8:1:2::ffff' }, noon)),
    ).toBe(true)
    expect(
      E.isRight(await limits.take({ asker: 'anyone', to: other(20), ip: '2001:db8:1:3::1' }, noon)),
    ).toBe(true)
  })

  it('has a ceiling over all, and calls staff when it is reached', async () => {
    const { limits, alarms } = limited()
    for (let n = 0; n < messagesAnHour; n += 1)
      await limits.take({ asker: 'anyone', to: other(n), ip: null }, noon)
    expect(alarms).toEqual([])
    expect(E.isLeft(await limits.take({ asker: 'anyone', to: phone, ip: null }, noon))).toBe(true)
    expect(alarms).toHaveLength(1)
  })

  it('takes exactly 5 of 50 that come at once, and counts what is refused in no counter', async () => {
    const { limits, file } = limited()
    const taken = await Promise.all(
      Array.from({ length: 50 }, () => limits.take({ asker: 'anyone', to: phone, ip: '192.0.2.1' }, noon)),
    )
    expect(taken.filter(E.isRight)).toHaveLength(5)
    expect(file.state.messageCounts.countedSince('all', noon - 1)).toBe(5)
  })

  it('keeps what strangers have used up apart from what an owner needs to sign in (ADR 16)', async () => {
    const { limits, alarms } = limited()
    const ip = '192.0.2.1'
    for (let n = 0; n < 20; n += 1) await limits.take({ asker: 'anyone', to: phone, ip }, noon)
    for (let n = 0; n < messagesAnHour; n += 1)
      await limits.take({ asker: 'anyone', to: other(n), ip: null }, noon)
    expect(E.isLeft(await limits.take({ asker: 'anyone', to: phone, ip: null }, noon))).toBe(true)
    expect(alarms).not.toEqual([])
    for (let n = 0; n < 5; n += 1)
      expect(E.isRight(await limits.take({ asker: 'owner', to: phone, ip }, noon))).toBe(true)
    expect(E.isLeft(await limits.take({ asker: 'owner', to: phone, ip }, noon))).toBe(true)
  })

  it('counts as a stranger’s whatever goes where nobody has proven to be the owner', () => {
    const unproven = ['registrationPhone', 'registrationEmail', 'phoneChange', 'emailChange', 'recoveryPhone']
    const strangers = challengePurposes.filter((purpose) => askerFor(purpose) === 'anyone')
    expect([...strangers].sort()).toEqual(unproven.sort())
  })

  it('goes on counting after a restart, and keeps no number', async () => {
    const { file, over } = limited()
    for (let n = 0; n < 5; n += 1) await over().take({ asker: 'anyone', to: phone, ip: null }, noon)
    const again = over(file.restart().messageCounts)
    expect(E.isLeft(await again.take({ asker: 'anyone', to: phone, ip: null }, noon))).toBe(true)
  })

  it('forgets what counts no more', async () => {
    const { file, limits } = limited()
    await limits.take({ asker: 'anyone', to: phone, ip: null }, noon)
    const later = noon + messagesCountFor
    expect(await file.state.messageCounts.sweep(later - messagesCountFor)).toBe(2)
    expect(file.state.messageCounts.countedSince('all', 0)).toBe(0)
  })
})
