import { describe, expect, it } from 'vitest'
import type { OneTimePassword } from '../../../application/staff/staff-register.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { cli, desk, door, own, refused, wanted } from './staff-desk.ts'
import { codeOf } from './staff-vaults.ts'

/** A member who was made just now, and a reset by the operator that comes right before the next event of theirs. */
const atTheDesk = async () => {
  const at = await desk()
  const { staffId, password } = rightOf(await at.register.create(wanted, cli)())
  const stream = `staff-${staffId}`
  const entered = rightOf(await at.enter(password))
  /** What the operator gave meanwhile. */
  const resetBefore = async (act: () => Promise<unknown>): Promise<OneTimePassword> => {
    const given: OneTimePassword[] = []
    let isDue = true
    at.store.follow(async (step) => {
      if (isDue && step.what === 'append' && step.stream === stream) {
        isDue = false
        given.push(rightOf(await at.operator.resetSecondFactor(staffId, cli)()))
      }
      return 'goOn' as const
    })
    await act()
    const [issued] = given
    if (issued === undefined) throw new Error('nothing came to the stream')
    return issued
  }

  return { ...at, staffId, entered, resetBefore }
}

describe("the operator's reset while somebody is on the way in (security.md, staff)", {
  timeout: 20_000,
}, () => {
  it('holds against a change under the password before: what opens is the new one', async () => {
    const { entered, enter, kept, resetBefore, session, signIn, stream, staffId } = await atTheDesk()
    const answers: string[] = []
    const issued = await resetBefore(async () => {
      answers.push(await refused(signIn.changePassword(entered.session, own, door)()))
    })
    expect(answers).toEqual(['SessionEnded'])
    expect((await stream(`staff-${staffId}`)).map(({ type }) => type)).toEqual([
      'StaffCreated',
      'StaffOneTimePasswordIssued',
    ])
    // The refused password is kept nowhere; nor is the one that the reset has replaced.
    expect([...kept.values()]).toEqual([issued.password])
    expect(await refused(enter(own))).toBe('CredentialsWrong')
    await expect(session(entered)).rejects.toThrow('opens nothing')
    expect(rightOf(await enter(issued.password)).session.stage).toBe('passwordChange')
  })

  it('holds against the code of an authenticator that was begun before: none is set', async () => {
    const { entered, enter, resetBefore, session, signIn, clock, stream, staffId } = await atTheDesk()
    const changed = rightOf(await signIn.changePassword(entered.session, own, door)())
    const { secret } = rightOf(await signIn.setUpAuthenticator(changed.session)())
    const found = await session(changed)
    const answers: string[] = []
    const issued = await resetBefore(async () => {
      answers.push(await refused(signIn.passFactor(found, codeOf(secret, clock.now()), door)()))
    })
    expect(answers).toEqual(['SessionEnded'])
    expect((await stream(`staff-${staffId}`)).map(({ type }) => type)).not.toContain('StaffSecondFactorSet')
    expect(rightOf(await enter(issued.password)).session.stage).toBe('passwordChange')
  })
})
