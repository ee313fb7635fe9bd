import { describe, expect, it } from 'vitest'
import { minutes, seconds } from '../../../domain/instant.ts'
import type { ProfileEvent } from '../../../domain/profile/events.ts'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { login, password } from '../accounts/accounts-side.ts'
import { fromBrowser, phone, profilePassword } from './profile-doubles.ts'
import { type House, house } from './profiles-side.ts'

const bySms: ProfileEvent = { type: 'TwoFactorEnabled', data: { method: 'sms', totpRef: null } }
const byTotp: readonly ProfileEvent[] = [
  { type: 'TwoFactorEnabled', data: { method: 'totp', totpRef: 'totp' } },
  { type: 'RecoveryCodesIssued', data: { recoveryCodesRef: 'codes', count: 2 } },
]

const guarded = async (...factor: readonly ProfileEvent[]) => {
  const side = await house()
  await side.registered({ profileId: 'p1', accounts: [side.accountId] })
  await side.record('p1', ...factor)
  return side
}

const passWith = (side: House, session: Parameters<House['signIn']['passSecondFactor']>[0], code: string) =>
  side.signIn.passSecondFactor(session, code, fromBrowser)()

describe('M7: the code of an SMS', () => {
  it('is asked for after the password; until it is given no account is chosen', async () => {
    const side = await guarded(bySms)
    const { session } = rightOf(await side.entering())
    expect(session).toMatchObject({ secondFactor: 'sms', accountId: null })
    const choice = await side.sessions.chooseAccount(session, side.accountId, fromBrowser)()
    expect(leftOf(choice)).toEqual({ code: 'StageDue', due: 'secondFactor' })
    const issued = side.challenges.idOf('signIn', session.sessionId)
    expect(await side.types(`challenge-${issued}`)).toEqual(['ChallengeIssued'])
  })

  it('opens the session under a new token', async () => {
    const side = await guarded(bySms)
    const before = rightOf(await side.entering())
    const code = await side.factorOf(before.session.sessionId)
    const { token, session } = rightOf(await passWith(side, before.session, code))
    expect(session).toMatchObject({ secondFactor: null, accountId: side.accountId })
    expect(await side.sessions.find(before.token)).toBeNull()
    expect(await side.sessions.find(token)).toEqual(session)
    expect(leftOf(await passWith(side, session, code))).toEqual({ code: 'StageDue', due: 'open' })
  })

  it('of another session opens nothing', async () => {
    const side = await guarded(bySms)
    const [mine, other] = [rightOf(await side.entering()), rightOf(await side.entering())]
    const code = await side.factorOf(other.session.sessionId)
    expect(leftOf(await passWith(side, mine.session, code))).toEqual({ code: 'CodeWrong' })
  })

  it('is sent again after a minute, and then only the newer counts', async () => {
    const side = await guarded(bySms)
    const { session } = rightOf(await side.entering())
    const again = () => side.signIn.sendSecondFactor(session, fromBrowser)()
    expect(leftOf(await again())).toMatchObject({ code: 'ResendTooSoon' })
    side.clock.advance(minutes(1))
    rightOf(await again())
    const older = await side.factorOf(session.sessionId, 1)
    expect(leftOf(await passWith(side, session, older))).toMatchObject({ code: 'ChallengeSuperseded' })
    rightOf(await passWith(side, session, await side.factorOf(session.sessionId, 2)))
  })

  it('that cannot be sent for a limit leaves the session at its stage, its token told with the refusal', async () => {
    const side = await guarded(bySms)
    side.limit.refusal = { code: 'TooManyMessages', retryAfter: 9 }
    const refused = leftOf(await side.entering())
    expect(refused).toMatchObject({ code: 'TooManyMessages', entered: { session: { secondFactor: 'sms' } } })
    expect(await side.sessions.find(refused.entered?.token ?? '')).not.toBeNull()
  })

  it('M14: links the account of a SIP entry only once it was given', async () => {
    const side = await house()
    await side.registered({ profileId: 'p1' })
    await side.record('p1', bySms)
    const sip = rightOf(await side.sessions.enterBySip({ login, password }, fromBrowser)())
    const given = { login: phone, password: profilePassword }
    const { session } = rightOf(await side.signIn.enter(given, sip.session, fromBrowser)())
    expect(await side.types('profile-p1')).not.toContain('AccountLinked')
    const passed = await passWith(side, session, await side.factorOf(session.sessionId))
    expect(rightOf(passed).session.accountId).toBe(side.accountId)
    expect(await side.types('profile-p1')).toContain('AccountLinked')
  })

  it('is not asked for again after a crash between the pass and the session', async () => {
    const side = await guarded(bySms)
    const { session } = rightOf(await side.entering())
    const code = await side.factorOf(session.sessionId)
    side.store.follow(({ what, stream }) =>
      what === 'append' && stream.startsWith('session-') ? 'unavailable' : 'goOn',
    )
    expect(leftOf(await passWith(side, session, code))).toMatchObject({ code: 'StoreUnavailable' })
    side.store.follow(() => 'goOn')
    expect(rightOf(await passWith(side, session, code)).session.secondFactor).toBeNull()
  })
})

describe('security.md, second factor: an authenticator', () => {
  it('opens the session with its code, once', async () => {
    const side = await guarded(...byTotp)
    const [first, second] = [rightOf(await side.entering()), rightOf(await side.entering())]
    expect(rightOf(await passWith(side, first.session, '123 456')).session.secondFactor).toBeNull()
    expect(leftOf(await passWith(side, second.session, '123456'))).toEqual({ code: 'CodeWrong' })
  })

  it('lost, is stood in for by a recovery code, once', async () => {
    const side = await guarded(...byTotp)
    const [first, second] = [rightOf(await side.entering()), rightOf(await side.entering())]
    expect(rightOf(await passWith(side, first.session, 'lost-phone-1')).session.secondFactor).toBeNull()
    expect(await side.types('profile-p1')).toContain('RecoveryCodeUsed')
    expect(leftOf(await passWith(side, second.session, 'lost-phone-1'))).toEqual({ code: 'CodeWrong' })
    rightOf(await passWith(side, second.session, 'lost-phone-0'))
  })

  it('burns its flow after five wrong codes, looks at none and spends none then', async () => {
    const side = await guarded(...byTotp)
    const { session } = rightOf(await side.entering())
    for (let n = 0; n < 5; n += 1) {
      expect(leftOf(await passWith(side, session, `00000${n}`))).toEqual({ code: 'CodeWrong' })
      side.clock.advance(seconds(30))
    }
    for (const code of ['123456', 'lost-phone-0'])
      expect(leftOf(await passWith(side, session, code))).toMatchObject({ code: 'ChallengeBurned' })
    expect(await side.types('profile-p1')).not.toContain('RecoveryCodeUsed')
  })

  it('is throttled over all flows together: begun anew does not begin the count anew', async () => {
    const side = await guarded(...byTotp)
    const answers: string[] = []
    for (let n = 0; n < 8; n += 1) {
      const { session } = rightOf(await side.entering())
      answers.push(leftOf(await passWith(side, session, `00000${n}`)).code)
    }
    const wrong = Array.from({ length: 5 }, () => 'CodeWrong')
    expect(answers).toEqual([...wrong, 'TooManyAttempts', 'TooManyAttempts', 'TooManyAttempts'])
  })
})

describe('security.md, step-up', () => {
  const entered = async (...factor: readonly ProfileEvent[]) => {
    const side = await guarded(...factor)
    const first = rightOf(await side.entering())
    if (first.session.secondFactor === null) return { ...side, ...first }
    const code = await side.factorOf(first.session.sessionId)
    return { ...side, ...rightOf(await passWith(side, first.session, code)) }
  }

  it('by the password is noted with its moment, and recorded', async () => {
    const { signIn, session, clock, token: former, sessions, types } = await entered()
    clock.advance(minutes(6))
    const confirmed = await signIn.confirm(session, { password: profilePassword }, fromBrowser)()
    const { token } = rightOf(confirmed)
    expect(rightOf(confirmed).session.confirmedAt).toBe(clock.now())
    expect((await sessions.find(token))?.confirmedAt).toBe(clock.now())
    expect(await sessions.find(former)).toBeNull()
    expect((await types(`session-${session.sessionId}`)).at(-1)).toBe('SessionConfirmed')
  })

  it('by a wrong password is refused without signing anybody out, and throttled as sign-in is', async () => {
    const { signIn, session, sessions, token, entering } = await entered()
    const tries = []
    for (let n = 0; n < 6; n += 1)
      tries.push(leftOf(await signIn.confirm(session, { password: `Wrong${n}word` }, fromBrowser)()).code)
    expect(tries).toEqual([...Array.from({ length: 5 }, () => 'ConfirmationWrong'), 'TooManyAttempts'])
    expect((await sessions.find(token))?.confirmedAt).toBe(session.confirmedAt)
    // Each has a count of its own: whoever guesses at the door stands in nobody's way inside.
    rightOf(await entering())
  })

  it('is not held up by whoever guesses at the door (ADR 3)', async () => {
    const { signIn, session, clock, entering } = await entered()
    for (let n = 0; n < 20; n += 1) {
      clock.advance(minutes(1))
      leftOf(await entering(`Wrong${n}word`))
    }
    rightOf(await signIn.confirm(session, { password: profilePassword }, fromBrowser)())
  })

  it('of a SIP entry without a Profile is by its SIP password', async () => {
    const { signIn, sessions, clock } = await house()
    const { session } = rightOf(await sessions.enterBySip({ login, password }, fromBrowser)())
    clock.advance(minutes(6))
    const wrong = await signIn.confirm(session, { password: 'Wrong1password' }, fromBrowser)()
    expect(leftOf(wrong)).toEqual({ code: 'ConfirmationWrong' })
    const { token } = rightOf(await signIn.confirm(session, { password }, fromBrowser)())
    expect((await sessions.find(token))?.confirmedAt).toBe(clock.now())
  })

  it('by a code wants one that was sent for it; each time a new one', async () => {
    const { signIn, session, clock, ids, codes, challenges, sessions } = await entered(bySms)
    const flow = (confirmedAt: number) => ids.named('stepUp', session.sessionId, String(confirmedAt))
    const codeOf = (confirmedAt: number) => codes.codeOf(challenges.idOf('stepUp', flow(confirmedAt)), 1)
    let present = session
    for (let n = 0; n < 2; n += 1) {
      clock.advance(minutes(6))
      rightOf(await signIn.sendConfirmation(present, fromBrowser)())
      const code = codeOf(present.confirmedAt)
      const confirmed = rightOf(await signIn.confirm(present, { code }, fromBrowser)())
      present = confirmed.session
      expect((await sessions.find(confirmed.token))?.confirmedAt).toBe(clock.now())
      expect(leftOf(await signIn.confirm(present, { code }, fromBrowser)()).code).toBe('ChallengeNotFound')
    }
  })

  it('by a code is nothing for a Profile without a second factor', async () => {
    const { signIn, session } = await entered()
    expect(leftOf(await signIn.sendConfirmation(session, fromBrowser)())).toEqual({ code: 'TwoFactorOff' })
    expect(leftOf(await signIn.confirm(session, { code: '123456' }, fromBrowser)())).toEqual({
      code: 'TwoFactorOff',
    })
  })
})
