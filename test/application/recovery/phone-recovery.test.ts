import { describe, expect, it } from 'vitest'
import { minutes, seconds } from '../../../domain/instant.ts'
import type { ProfileEvent } from '../../../domain/profile/events.ts'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { fromBrowser, phone, profilePassword } from '../sign-in/profile-doubles.ts'
import { house } from '../sign-in/profiles-side.ts'

const newPassword = 'Brandnew8Horse'
const bySms: ProfileEvent = { type: 'TwoFactorEnabled', data: { method: 'sms', totpRef: null } }

const forgetful = async (...more: readonly ProfileEvent[]) => {
  const side = await house()
  await side.registered({ profileId: 'p1', accounts: [side.accountId] })
  if (more.length > 0) await side.record('p1', ...more)
  side.clock.advance(seconds(1))
  const { recovery, codes, challenges, fingerprints } = side
  const flowOf = (id: string) => fingerprints.of('token', id)
  const codeOf = (id: string, issue = 1) => codes.codeOf(challenges.idOf('recoveryPhone', flowOf(id)), issue)
  const begun = async (to = phone) => rightOf(await recovery.begin(to, fromBrowser)())
  const confirmed = async () => {
    const { id } = await begun()
    return rightOf(await recovery.confirmPhone(id, codeOf(id), fromBrowser)())
  }
  const setPassword = (id: string, given = newPassword) => recovery.setPassword(id, given, fromBrowser)()
  return { ...side, flowOf, codeOf, begun, confirmed, setPassword }
}

describe('M17: a forgotten password', () => {
  it('is replaced once the phone is confirmed; nobody is signed in by it, and all who were are out', async () => {
    const side = await forgetful()
    const before = rightOf(await side.entering())
    const begun = await side.begun()
    expect(begun).toMatchObject({ due: 'phoneCode' })
    const { id } = begun
    const confirmed = rightOf(await side.recovery.confirmPhone(id, side.codeOf(id), fromBrowser)())
    expect(confirmed).toMatchObject({ id, due: 'password' })
    expect(rightOf(await side.setPassword(id))).toEqual({ id, due: null, expiresAt: null })
    expect(await side.sessions.find(before.token)).toBeNull()
    expect(await side.file.state.sessions.list({ profileId: 'p1' })).toEqual([])
    expect((await side.types(`session-${before.session.sessionId}`)).at(-1)).toBe('SessionRevoked')
    expect(leftOf(await side.entering())).toEqual({ code: 'CredentialsWrong' })
    rightOf(await side.entering(newPassword))
    expect(side.passwords.refs()).toHaveLength(1)
  })

  it('lifts a block and starts the count of failures anew', async () => {
    const side = await forgetful()
    for (let n = 0; n < 100; n += 1) {
      side.clock.advance(minutes(5))
      await side.entering(`Wrong${n}password`)
    }
    expect(await side.types('profile-p1')).toContain('SignInBlocked')
    side.clock.advance(seconds(1))
    rightOf(await side.setPassword((await side.confirmed()).id))
    expect(await side.types('profile-p1')).toContain('SignInUnblocked')
    side.clock.advance(seconds(1))
    rightOf(await side.entering(newPassword))
  })

  it('takes no password before its step, no weak one, and none twice', async () => {
    const side = await forgetful()
    const { id } = await side.begun()
    expect(leftOf(await side.setPassword(id))).toEqual({ code: 'StepNotDue', due: 'phoneCode' })
    rightOf(await side.recovery.confirmPhone(id, side.codeOf(id), fromBrowser)())
    for (const weak of ['short1A', 'Password1', 'Ivan9031112233x'])
      expect(leftOf(await side.setPassword(id, weak))).toMatchObject({ code: 'ProfilePasswordWeak' })
    rightOf(await side.setPassword(id))
    expect(leftOf(await side.setPassword(id, 'Another9Horse'))).toEqual({ code: 'StepNotDue' })
  })

  it('wants the password within 30 minutes', async () => {
    const side = await forgetful()
    const { id } = await side.confirmed()
    side.clock.advance(minutes(31))
    expect(leftOf(await side.setPassword(id))).toMatchObject({ code: 'ProofTooOld' })
    expect(side.passwords.refs()).toHaveLength(1)
  })

  it('goes on after a crash behind the event: the new password holds, and the recovery says that it is done', async () => {
    const side = await forgetful()
    const before = rightOf(await side.entering())
    const { id } = await side.confirmed()
    side.store.follow(({ what, stream }) =>
      what === 'append' && stream.startsWith('session-') ? 'unavailable' : 'goOn',
    )
    rightOf(await side.setPassword(id))
    side.store.follow(() => 'goOn')
    expect(await side.sessions.find(before.token)).toBeNull()
    expect(rightOf(await side.recovery.look(id)())).toMatchObject({ due: null })
    rightOf(await side.entering(newPassword))
  })

  it('leaves no secret behind when the log does not take the event', async () => {
    const side = await forgetful()
    const { id } = await side.confirmed()
    side.clock.advance(minutes(40))
    await side.setPassword(id)
    rightOf(await side.entering(profilePassword))
    expect(side.passwords.refs()).toHaveLength(1)
  })
})

describe('security.md, recovery: with two-factor on', () => {
  it('wants the link of a letter beside the code, each in this flow', async () => {
    const side = await forgetful(bySms)
    const { id, due } = await side.confirmed()
    expect(due).toBe('emailLink')
    expect(leftOf(await side.setPassword(id))).toEqual({ code: 'StepNotDue', due: 'emailLink' })
    const letter = side.challenges.idOf('recoveryEmail', side.flowOf(id))
    expect(await side.types(`challenge-${letter}`)).toEqual(['ChallengeIssued'])
    rightOf(await side.challenges.follow(`${letter}/1`, () => fromBrowser)())
    expect(rightOf(await side.recovery.look(id)())).toMatchObject({ due: 'password' })
    rightOf(await side.setPassword(id))
    const { session } = rightOf(await side.entering(newPassword))
    expect(session.secondFactor).toBe('sms')
  })

  it('sends the letter again after a minute', async () => {
    const side = await forgetful(bySms)
    const { id } = await side.confirmed()
    expect(leftOf(await side.recovery.sendLetter(id, fromBrowser)())).toMatchObject({ code: 'ResendTooSoon' })
    side.clock.advance(minutes(1))
    expect(rightOf(await side.recovery.sendLetter(id, fromBrowser)())).toMatchObject({ due: 'emailLink' })
  })
})

describe('security.md, enumeration: recovery', () => {
  it('answers for a phone that nobody has as for one that somebody has, to the fifth wrong code', async () => {
    const side = await forgetful()
    const told = async (to: string) => {
      const { id, due, expiresAt } = await side.begun(to)
      const tries = []
      for (let n = 0; n < 6; n += 1)
        tries.push(leftOf(await side.recovery.confirmPhone(id, 'no code', fromBrowser)()))
      const looked = rightOf(await side.recovery.look(id)())
      const again = leftOf(await side.recovery.sendCode(id, fromBrowser)())
      return { due, lasts: expiresAt, tries, looked: { ...looked, id: '' }, again, idLength: id.length }
    }
    const known = await told(phone)
    expect(known.tries.map(({ code }) => code)).toEqual([
      ...Array.from({ length: 5 }, () => 'CodeWrong'),
      'ChallengeBurned',
    ])
    expect(await told('+79039999999')).toEqual(known)
    expect(side.limit.taken).toBe(2)
  })

  it('never passes a decoy, whatever code is given', async () => {
    const side = await forgetful()
    const { id } = await side.begun('+79039999999')
    const refused = await side.recovery.confirmPhone(id, side.codeOf(id), fromBrowser)()
    expect(leftOf(refused)).toEqual({ code: 'CodeWrong' })
  })

  it('of an id that no browser was given finds nothing', async () => {
    const side = await forgetful()
    expect(leftOf(await side.recovery.look('guessed')())).toEqual({ code: 'ChallengeNotFound' })
    expect(leftOf(await side.recovery.begin('+1202555', fromBrowser)())).toEqual({ code: 'PhoneInvalid' })
  })
})
