import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { days, hours, minutes, seconds } from '../../../domain/instant.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { cli, desk, door, own, refused, wanted } from './staff-desk.ts'
import { codeOf } from './staff-vaults.ts'

describe("staff's first sign-in (security.md, staff: always a second factor)", { timeout: 20_000 }, () => {
  it('changes the one-time password, sets up an authenticator, and only its code opens the desk', async () => {
    const { register, enter, signIn, session, clock, stream, kept } = await desk()
    const made = rightOf(await register.create(wanted, cli)())
    const first = rightOf(await enter(made.password))
    expect(first.session.stage).toBe('passwordChange')
    expect(await refused(signIn.setUpAuthenticator(first.session)())).toBe('StageDue')
    expect(await refused(signIn.passFactor(first.session, '000000', door)())).toBe('StageDue')
    expect(await refused(signIn.changePassword(first.session, made.password, door)())).toBe(
      'StaffPasswordUnchanged',
    )
    expect(await refused(signIn.changePassword(first.session, 'weak', door)())).toBe('ProfilePasswordWeak')
    const second = rightOf(await signIn.changePassword(first.session, own, door)())
    expect(second.session.stage).toBe('authenticatorSetup')
    expect(await signIn.find(first.token)()).toEqual(E.right(null))
    const { secret } = rightOf(await signIn.setUpAuthenticator(second.session)())
    expect((await session(second)).stage).toBe('authenticatorSetup')
    expect(await stream(`staffSession-${first.session.sessionId}`)).toEqual([])
    const third = rightOf(await signIn.passFactor(await session(second), codeOf(secret, clock.now()), door)())
    expect(third.session.stage).toBe('open')
    expect(await signIn.find(second.token)()).toEqual(E.right(null))
    expect(await session(third)).toMatchObject({ stage: 'open', role: 'manager', staffId: made.staffId })
    expect(await stream(`staffSession-${first.session.sessionId}`)).toMatchObject([
      { type: 'StaffSignedIn', metadata: { actor: { type: 'manager', id: made.staffId } } },
    ])
    expect([...kept.values()].sort()).toEqual([own, secret].sort())
  })

  it('switches on no authenticator that was begun long ago, or whose secret is gone: begun anew it is', async () => {
    for (const trouble of ['old', 'gone'] as const) {
      const { register, enter, signIn, session, clock, stream, kept } = await desk()
      const made = rightOf(await register.create(wanted, cli)())
      const first = rightOf(await enter(made.password))
      const second = rightOf(await signIn.changePassword(first.session, own, door)())
      const { ref, secret } = rightOf(await signIn.setUpAuthenticator(second.session)())
      clock.advance(minutes(10))
      const found = await session(second)
      if (trouble === 'gone') kept.delete(ref)
      else clock.advance(minutes(5))
      const late = await signIn.passFactor(found, codeOf(secret, clock.now()), door)()
      expect(late).toEqual(E.left({ code: 'StageDue', due: 'authenticatorSetup' }))
      expect((await stream(`staff-${made.staffId}`)).map(({ type }) => type)).not.toContain(
        'StaffSecondFactorSet',
      )
      const again = rightOf(await signIn.setUpAuthenticator(await session(second))())
      const open = await signIn.passFactor(await session(second), codeOf(again.secret, clock.now()), door)()
      expect(rightOf(open).session.stage).toBe('open')
    }
  })

  it('a one-time password is good for three days, and no secret of it is in the log', async () => {
    const { register, enter, clock, store } = await desk()
    const made = rightOf(await register.create(wanted, cli)())
    clock.advance(days(3))
    expect(await refused(enter(made.password))).toBe('CredentialsWrong')
    const events = await store.readStream(`staff-${made.staffId}`, { direction: 'forwards', limit: 10 })()
    expect(
      JSON.stringify(events, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
    ).not.toContain(made.password)
  })
})

describe('a sign-in of staff', { timeout: 20_000 }, () => {
  it('asks for the code each time; a code is good once', async () => {
    const { settled, enter, signIn, clock } = await desk()
    const { secret } = await settled()
    const again = rightOf(await enter(own))
    expect(again.session.stage).toBe('secondFactor')
    const code = codeOf(secret, clock.now())
    expect(rightOf(await signIn.passFactor(again.session, code, door)()).session.stage).toBe('open')
    const third = rightOf(await enter(own))
    expect(await refused(signIn.passFactor(third.session, code, door)())).toBe('CodeWrong')
  })

  it('answers unknown logins and wrong passwords alike, and throttles both as customers', async () => {
    const { settled, enter, clock } = await desk()
    await settled()
    for (const login of ['ivanova', 'nobody-such']) {
      for (let failures = 1; failures <= 5; failures += 1)
        expect(await refused(enter(`wrong ${failures}`, login))).toBe('CredentialsWrong')
      expect(await enter('wrong', login)).toEqual(E.left({ code: 'TooManyAttempts', retryAfter: 10 }))
    }
    clock.advance(seconds(10))
    expect(E.isRight(await enter(own))).toBe(true)
  })

  it('ten wrong passwords in a row shut out until the operator lets in again', async () => {
    const { settled, enter, clock, register, stream } = await desk()
    const { staffId } = await settled()
    for (let failures = 1; failures <= 10; failures += 1) {
      await enter(`wrong ${failures}`)
      clock.advance(minutes(5))
    }
    expect((await stream(`staff-${staffId}`)).at(-1)).toMatchObject({
      type: 'StaffBlocked',
      data: { failures: 10 },
    })
    expect(await refused(enter(own))).toBe('CredentialsWrong')
    clock.advance(minutes(5))
    rightOf(await register.setState(staffId, 'active', cli)())
    expect(E.isRight(await enter(own))).toBe(true)
  })

  it('O4: a wrong password and a wrong code are recorded with whose of the staff it was', async () => {
    const { settled, enter, signIn, fingerprints, session, stream } = await desk()
    const { staffId } = await settled()
    await enter('wrong')
    const failuresOf = async (guessed: string) =>
      (await stream(`signInFailures-${fingerprints.of('signInFailures', guessed, staffId)}`)).at(-1)
    expect(await failuresOf('staff')).toMatchObject({ type: 'SignInFailed', data: { count: 1, staffId } })
    const entered = rightOf(await enter(own))
    await signIn.passFactor(await session(entered), '000000', door)()
    expect(await failuresOf('staffFactor')).toMatchObject({
      type: 'SignInFailed',
      data: { count: 1, staffId, accountId: null, profileId: null },
    })
  })

  it('ten wrong codes shut out too: the password given between them starts no new count', async () => {
    const { settled, enter, signIn, clock, stream } = await desk()
    const { staffId } = await settled()
    for (let failures = 1; failures <= 10; failures += 1) {
      const entered = await enter(own)
      if (E.isRight(entered)) await signIn.passFactor(entered.right.session, 'wrong', door)()
      clock.advance(minutes(5))
    }
    expect((await stream(`staff-${staffId}`)).at(-1)).toMatchObject({ type: 'StaffBlocked' })
    expect(await refused(enter(own))).toBe('CredentialsWrong')
  })

  it('passwords guessed all at once meet the wait: no more than five are looked at', async () => {
    const { settled, enter } = await desk()
    await settled()
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, guess) => refused(enter(`wrong ${guess}`))),
    )
    expect(answers.filter((code) => code === 'CredentialsWrong')).toHaveLength(5)
  })
})

describe('a staff session', { timeout: 20_000 }, () => {
  it('ends with the next request once its owner is disabled, blocked, or reset by the operator', async () => {
    for (const end of ['disable', 'reset'] as const) {
      const { settled, register, signIn } = await desk()
      const { staffId, open } = await settled()
      if (end === 'disable') rightOf(await register.setState(staffId, 'disabled', cli)())
      else rightOf(await register.resetSecondFactor(staffId, cli)())
      expect(await signIn.find(open.token)()).toEqual(E.right(null))
    }
  })

  it('opens nothing with an older password, even where its row is still there (a crash came between)', async () => {
    const { settled, signIn, sessions, enter, register } = await desk()
    const { staffId, open } = await settled()
    const { password } = rightOf(await register.resetSecondFactor(staffId, cli)())
    const { role: _, stage: __, login: ___, name: ____, ...row } = open.session
    await sessions.put({ ...row, lastSeenAt: row.openedAt })
    expect(await signIn.find(open.token)()).toEqual(E.right(null))
    expect(rightOf(await enter(password)).session.stage).toBe('passwordChange')
    expect(await refused(enter(own))).toBe('CredentialsWrong')
  })

  it('ends after 15 idle minutes, and 8 hours however busy; leaving it is told', async () => {
    const { settled, signIn, clock, stream } = await desk()
    const { open } = await settled()
    for (let idle = 0; idle < 8 * 60 - 10; idle += 10) {
      expect(E.isRight(await signIn.find(open.token)())).toBe(true)
      clock.advance(minutes(10))
    }
    clock.advance(hours(8))
    expect(await signIn.find(open.token)()).toEqual(E.right(null))
    const other = await desk()
    const { open: left } = await other.settled()
    rightOf(await other.signIn.leave(await other.session(left), door)())
    expect(await other.signIn.find(left.token)()).toEqual(E.right(null))
    const told = await other.stream(`staffSession-${left.session.sessionId}`)
    expect(told.map(({ type }) => type)).toEqual(['StaffSignedIn', 'StaffSignedOut'])
    expect(await stream(`staffSession-${open.session.sessionId}`)).toHaveLength(1)
  })
})

describe('the register of staff (created by the CLI)', { timeout: 20_000 }, () => {
  it('gives a login once, however it is written, also to two who create at once', async () => {
    const { register } = await desk()
    const raced = await Promise.all([
      refused(register.create(wanted, cli)()),
      refused(register.create({ ...wanted, login: ' Ivanova' }, cli)()),
    ])
    expect(raced.sort()).toEqual(['StaffExists', 'done'])
    expect(await refused(register.create({ ...wanted, login: 'и' }, cli)())).toBe('StaffLoginInvalid')
    expect(await refused(register.create({ ...wanted, login: 'petrov', name: '7' }, cli)())).toBe(
      'StaffNameInvalid',
    )
    expect(await refused(register.setState('nobody', 'disabled', cli)())).toBe('StaffNotFound')
    expect(await refused(register.resetSecondFactor('nobody', cli)())).toBe('StaffNotFound')
  })

  it('writes the reason and who did it beside the act', async () => {
    const { settled, register, stream } = await desk()
    const { staffId } = await settled()
    rightOf(await register.setState(staffId, 'disabled', { ...cli, reason: 'Уволена' })())
    const last = (await stream(`staff-${staffId}`)).at(-1)
    expect(last).toMatchObject({ type: 'StaffDisabled', metadata: { actor: { type: 'system', id: 'cli' } } })
    expect(last?.metadata['reason']).toMatchObject({ subject: `staff-${staffId}` })
  })
})
