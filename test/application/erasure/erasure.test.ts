import { describe, expect, it } from 'vitest'
import { profile } from '../../../domain/profile/profile.ts'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { byOperator, type ErasablePerson, erasablePerson, Killed } from './erased-person.ts'

const phone = { kind: 'phone', phone: '+79031112244' } as const
const personal = /Ёлкина|Анна|\+?79031112|anna@|192\.0\.2|203\.0\.113|asked for it/

/** What has to be true of everything once p1 is erased, however often that was begun. */
const expectErased = async (person: ErasablePerson, earlier: readonly string[]) => {
  const { house, process, sessions, secrets, stream, hashes } = person
  const { handler, claims, erasures } = process()

  const events = await stream('profile-p1')
  expect(events.map(({ type }) => type).slice(-2)).toEqual(['ProfileErased', 'ErasureCertified'])
  const certificate = events.at(-1)
  expect(certificate?.data).toEqual({
    subject: 'profile-p1',
    secrets: [
      { use: 'password', ref: secrets.password },
      { use: 'totp', ref: secrets.totp },
      { use: 'recoveryCodes', ref: secrets.codes },
    ],
    phones: 2,
    emails: 2,
  })
  expect(JSON.stringify(certificate?.data)).not.toMatch(personal)
  expect(certificate?.metadata).not.toHaveProperty('origin')
  expect(certificate?.metadata).not.toHaveProperty('reason')

  expect(rightOf(await handler.load(profile, 'p1')()).state).toMatchObject({ status: 'erased' })
  const opened = await Promise.all(
    [...events, ...(await stream('registration-p1'))].map((event) => house.codec.decode(event)),
  )
  expect(JSON.stringify(opened)).not.toMatch(personal)

  expect(await sessions.list({ profileId: 'p1' })).toEqual([])
  for (const id of ['s1', 's2'])
    expect((await stream(`session-${id}`)).map(({ type, data }) => [type, data['cause']])).toEqual([
      ['SessionOpened', undefined],
      ['SessionRevoked', 'profileErased'],
    ])
  for (const value of [
    phone,
    { kind: 'phone', phone: '+79031112233' },
    { kind: 'email', email: 'anna@example.org' },
    { kind: 'email', email: 'anna@example.com' },
  ] as const)
    expect(rightOf(await claims.holderOf(value)())).toBeNull()
  expect((await house.vault.refs()).toSorted()).toEqual([...secrets.kept].toSorted())

  // Nobody else lost anything, and not a byte of the log has changed.
  expect(rightOf(await handler.load(profile, 'p2')()).state).toMatchObject({
    ...{ status: 'active', lastName: 'Гусев', accounts: ['a1'] },
  })
  expect(await sessions.list({ profileId: 'p2' })).toHaveLength(1)
  expect(rightOf(await claims.holderOf({ kind: 'phone', phone: '+79035556677' })())).toBe('p2')
  expect((await hashes()).slice(0, earlier.length)).toEqual(earlier)

  expect(rightOf(await erasures.certificate('p1')())).toMatchObject({ profileId: 'p1' })
}

describe('M19: a Profile is erased', () => {
  it('with everything of the person, and nothing of anybody else; certified, and the log as it was', async () => {
    const person = await erasablePerson()
    const earlier = await person.hashes()
    const erasure = rightOf(await person.process().erasures.erase('p1', byOperator)())
    expect(erasure).toMatchObject({ profileId: 'p1', destroyed: { subject: 'profile-p1', phones: 2 } })
    expect(erasure.certifiedAt).not.toBeNull()
    await expectErased(person, earlier)
  })

  it('once: asked again it answers the same and records nothing', async () => {
    const person = await erasablePerson()
    const first = rightOf(await person.process().erasures.erase('p1', byOperator)())
    const before = await person.hashes()
    expect(rightOf(await person.process().erasures.erase('p1', byOperator)())).toEqual(first)
    expect(await person.hashes()).toEqual(before)
  })

  it('the key last: as long as a claim cannot be released, the key is there to name it', async () => {
    const person = await erasablePerson()
    const { house } = person
    house.vault.fails(true)
    await expect(person.process().erasures.erase('p1', byOperator)()).rejects.toThrow('disk I/O')
    const [registered] = await person.stream('profile-p1')
    if (registered === undefined) throw new Error('no Profile')
    expect(await house.codec.decode(registered)).toMatchObject({ data: { lastName: 'Ёлкина' } })
    expect(rightOf(await person.process().erasures.certificate('p1')())).toMatchObject({ certifiedAt: null })
    house.vault.fails(false)
    expect(rightOf(await person.process().erasures.erase('p1', byOperator)()).certifiedAt).not.toBeNull()
  })

  it('the same phone belongs to whoever proves it next', async () => {
    const person = await erasablePerson()
    const { claims, erasures } = person.process()
    rightOf(await erasures.erase('p1', byOperator)())
    rightOf(await claims.hold({ value: phone, owner: 'p3', circumstances: byOperator }, null)())
    expect(rightOf(await claims.holderOf(phone)())).toBe('p3')
  })

  it('what a change under way still holds for the erased is nobody’s: it can be taken, firm as it is', async () => {
    const person = await erasablePerson()
    const { claims, erasures } = person.process()
    const value = { kind: 'phone', phone: '+79039998877' } as const
    rightOf(await erasures.erase('p1', byOperator)())
    rightOf(await claims.hold({ value, owner: 'p1', circumstances: { ...byOperator, reason: null } }, null)())
    expect(rightOf(await claims.holderOf(value)())).toBeNull()
    rightOf(await claims.hold({ value, owner: 'p3', circumstances: byOperator }, null)())
    expect(rightOf(await claims.holderOf(value)())).toBe('p3')
  })

  it('nobody is erased who was never there, and who lives has no certificate', async () => {
    const { erasures } = (await erasablePerson()).process()
    expect(leftOf(await erasures.erase('p9', byOperator)())).toEqual({ code: 'ProfileNotFound' })
    expect(leftOf(await erasures.certificate('p9')())).toEqual({ code: 'ProfileNotFound' })
    expect(leftOf(await erasures.certificate('p1')())).toEqual({ code: 'ProfileNotErased' })
  })
})

describe('M19: an erasure that a kill -9 breaks off', () => {
  /** ProfileErased, 4 claims, 2 sessions told and ended, 4 secrets, the key, the certificate. */
  const writes = 15

  const eraseAndDie = async (after: number, when: 'before' | 'after') => {
    const person = await erasablePerson()
    const earlier = await person.hashes()
    const { erasures } = person.process(after, when)
    await expect(erasures.erase('p1', byOperator)()).rejects.toThrow(Killed)
    return { person, earlier }
  }

  for (const when of ['before', 'after'] as const)
    for (let after = when === 'before' ? 1 : 0; after < writes; after += 1)
      it(`${when} its write ${after + 1} is finished by the next process’s reaction`, async () => {
        const { person, earlier } = await eraseAndDie(after, when)
        const next = person.house.start({ reactions: [person.process().reaction] })
        await next.rest()
        await expectErased(person, earlier)
        await next.stop()
      })

  it('has no more writes than were tried', async () => {
    const person = await erasablePerson()
    rightOf(await person.process(writes).erasures.erase('p1', byOperator)())
  })
})
