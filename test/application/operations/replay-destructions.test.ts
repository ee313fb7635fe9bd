import { describe, expect, it } from 'vitest'
import { definitionOf, eventDefinitions } from '../../../application/events/event-contract.ts'
import { typesWithVaultWords } from '../../../application/operations/named-secrets.ts'
import { toldOfVault } from '../../../application/operations/told-of-vault.ts'
import type { StreamName } from '../../../application/ports/event-store.ts'

const told = (...events: readonly (readonly [StreamName, string, object])[]) => {
  const words = toldOfVault()
  const revisions = new Map<StreamName, number>()
  events.forEach(([stream, type, data], at) => {
    const revision = (revisions.get(stream) ?? -1) + 1
    revisions.set(stream, revision)
    words.add({
      ...{ stream, revision, position: BigInt(at + 1), id: `e-${at}`, type },
      data: { ...data, ...sealedFor(type) },
      metadata: {
        schemaVersion: definitionOf(type)?.version ?? 0,
        occurredAt: '2026-11-23T09:30:00.000Z',
        actor: { type: 'system', id: 'test' },
        channel: 'cli',
        correlationId: 'c',
      },
    })
  })
  return {
    inForce: words.inForce().map(([ref]) => ref),
    replaced: words.replaced(),
    erased: words.erased(),
  }
}

/** Restores open no envelope: what lies in it does not matter. */
const sealedFor = (type: string): object =>
  Object.keys(definitionOf(type)?.sealed.shape ?? {}).length === 0
    ? {}
    : { sealed: { subject: 'account-a', box: 'unopened' } }

const account: StreamName = 'sipAccount-a'
const profile: StreamName = 'profile-p'
const registration: StreamName = 'registration-r'
const provisioned = [
  account,
  'SipAccountProvisioned',
  { routing: 'SIP', trunkLimit: 2, passwordRef: 'p0' },
] as const
const registered = [profile, 'ProfileRegistered', { registrationId: 'r', passwordRef: 'p0' }] as const

describe('what a log says of the vault, to be done again after a restore (architecture.md: Backup)', () => {
  it('a replaced password is destroyed, the one in force is not', () => {
    const changed = (passwordRef: string) => [account, 'PasswordChanged', { passwordRef }] as const
    expect(told(provisioned, changed('p1'), changed('p2'))).toEqual({
      ...{ inForce: ['p2'], replaced: ['p0', 'p1'], erased: [] },
    })
    expect(told(provisioned, changed('p1'), changed('p0'))).toMatchObject({
      inForce: ['p0'],
      replaced: ['p1'],
    })
  })

  it('a registration hands its password to the Profile; set twice, the first is destroyed', () => {
    const started = { profileId: 'p', accountId: 'a', sipPasswordRef: null, until: 1 }
    const set = (passwordRef: string) => [registration, 'RegistrationPasswordSet', { passwordRef }] as const
    expect(
      told([registration, 'RegistrationStarted', started], set('first'), set('p0'), registered, [
        registration,
        'RegistrationCompleted',
        {},
      ]),
    ).toEqual({ inForce: ['p0'], replaced: ['first'], erased: [] })
  })

  it('an abandoned registration forgets the Profile that was to be', () => {
    expect(
      told(
        [
          registration,
          'RegistrationStarted',
          { profileId: 'p', accountId: 'a', sipPasswordRef: null, until: 1 },
        ],
        [registration, 'RegistrationPasswordSet', { passwordRef: 'first' }],
        [registration, 'RegistrationAbandoned', { cause: 'expired' }],
      ),
    ).toEqual({ inForce: [], replaced: ['first'], erased: ['profile-p'] })
  })

  it('an erased Profile loses its key and every secret (M19)', () => {
    expect(
      told(
        registered,
        [profile, 'TwoFactorEnabled', { method: 'totp', totpRef: 't0' }],
        [profile, 'RecoveryCodesIssued', { recoveryCodesRef: 'c0', count: 10 }],
        [profile, 'ProfileErased', {}],
      ),
    ).toEqual({ inForce: [], replaced: ['p0', 't0', 'c0'], erased: ['profile-p'] })
  })

  it('M19: also where a crash kept the registration, whose id is the Profile’s, from being told of its end', () => {
    const of = 'registration-p'
    const started = [
      of,
      'RegistrationStarted',
      { profileId: 'p', accountId: 'a', sipPasswordRef: null, until: 1 },
    ] as const
    const set = [of, 'RegistrationPasswordSet', { passwordRef: 'p0' }] as const
    const here = [profile, 'ProfileRegistered', { registrationId: 'p', passwordRef: 'p0' }] as const
    expect(told(started, set, here, [profile, 'ProfileErased', {}])).toEqual({
      ...{ inForce: [], replaced: ['p0'], erased: ['profile-p'] },
    })
    expect(told(started, set, here, [profile, 'ProfilePasswordChanged', { passwordRef: 'p1' }])).toEqual({
      ...{ inForce: ['p1'], replaced: ['p0'], erased: [] },
    })
  })

  it('recovery codes go with the authenticator that they stand in for', () => {
    const totp = [profile, 'TwoFactorEnabled', { method: 'totp', totpRef: 't0' }] as const
    const codes = [profile, 'RecoveryCodesIssued', { recoveryCodesRef: 'c0', count: 10 }] as const
    const bySms = [profile, 'TwoFactorEnabled', { method: 'sms', totpRef: null }] as const
    const off = [profile, 'TwoFactorDisabled', {}] as const
    for (const end of [bySms, off])
      expect(told(registered, totp, codes, end)).toMatchObject({ inForce: ['p0'], replaced: ['t0', 'c0'] })
  })

  it('an authenticator that is switched off is destroyed', () => {
    expect(
      told(
        registered,
        [profile, 'TwoFactorEnabled', { method: 'totp', totpRef: 't0' }],
        [profile, 'TwoFactorDisabled', {}],
      ),
    ).toMatchObject({ inForce: ['p0'], replaced: ['t0'] })
  })

  it('knows every event of the contract that names a secret or erases somebody', () => {
    const naming = Object.entries(eventDefinitions)
      .filter(
        ([type, { open }]) =>
          /Erased$/.test(type) || Object.keys(open.shape).some((name) => /Ref$/.test(name)),
      )
      .map(([type]) => type)
    expect(typesWithVaultWords).toEqual(expect.arrayContaining(naming))
    expect(naming.length).toBeGreaterThan(8)
  })
})
