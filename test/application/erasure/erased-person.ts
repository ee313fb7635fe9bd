import { hash } from 'node:crypto'
import { profileClaims } from '../../../application/claims/profile-claims.ts'
import { commandHandler } from '../../../application/commands/command-handler.ts'
import { erasures } from '../../../application/erasure/erasures.ts'
import { finishErasure } from '../../../application/erasure/finish-erasure.ts'
import type { DomainEvent } from '../../../application/events/event-contract.ts'
import type { Circumstances } from '../../../application/events/metadata.ts'
import type { StreamName } from '../../../application/ports/event-store.ts'
import type { Subject } from '../../../application/ports/sealing.ts'
import type { SessionRow } from '../../../application/ports/sessions.ts'
import { unfinishedErasure } from '../../../application/reactions/unfinished-erasure.ts'
import type { AnyEvent } from '../../../domain/event.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { circumstances } from '../circumstances.ts'
import { cabinet } from '../reactions/rig.ts'
import { testFingerprints } from '../test-fingerprints.ts'

export const byOperator: Circumstances = circumstances({
  actor: { type: 'token', id: 't1' },
  ip: '203.0.113.5',
  userAgent: 'desk/2',
  reason: 'Ёлкина asked for it',
})

const byPerson = circumstances({ actor: { type: 'profile', id: 'p1' }, ip: '192.0.2.44' })

/** The process ended here; nothing that it would have done later happens. */
export class Killed extends Error {}

/** Lets so many writes through; the next is the process's end, before it is made or after. */
const mortality = (writes: number, when: 'before' | 'after') => {
  let left = writes
  return <Arguments extends readonly unknown[], Result>(write: (...given: Arguments) => Promise<Result>) =>
    async (...given: Arguments): Promise<Result> => {
      left -= 1
      if (left < 0 && (when === 'before' || left < -1)) throw new Killed()
      const result = await write(...given)
      if (left < 0) throw new Killed()
      return result
    }
}

/** Anna's Profile p1 with all that a Profile can have, and Boris's p2, linked to the same account. */
export const erasablePerson = async () => {
  const house = cabinet()
  const state = house.openState('state.db')
  const { store, codec, clock, sealing, vault } = house

  const tell = async (stream: StreamName, owner: Subject, ...events: readonly (AnyEvent & DomainEvent)[]) => {
    const last = rightOf(await store.readStream(stream, { direction: 'backwards', limit: 1 })())[0]
    const [first, ...rest] = await codec.encode(stream, owner, events, byPerson, clock.now())
    if (first === undefined) throw new Error('nothing is told')
    rightOf(await store.append(stream, last?.revision ?? 'noStream', [first, ...rest])())
  }

  /** One process's parts over the same files. */
  const process = (writes = Number.POSITIVE_INFINITY, when: 'before' | 'after' = 'before') => {
    const write = mortality(writes, when)
    const append = write(async (...given: Parameters<typeof store.append>) => store.append(...given)())
    const living: typeof store = {
      ...store,
      append:
        (...given) =>
        () =>
          append(...given),
    }
    const handler = commandHandler({ store: living, codec, clock, sealing })
    const claims = profileClaims({ handler, fingerprints: testFingerprints, clock })
    const finish = finishErasure({
      ...{ store: living, handler, claims },
      sessions: { list: state.sessions.list, end: write(state.sessions.end) },
      vault: { storedBefore: vault.storedBefore, destroy: write(vault.destroy) },
      sealing: { destroyKey: write(sealing.destroyKey) },
    })
    return {
      handler,
      claims,
      finish,
      erasures: erasures(handler, finish),
      reaction: unfinishedErasure(finish),
    }
  }

  const { claims } = process()
  const claim = async (owner: string, value: Parameters<typeof claims.holderOf>[0]) => {
    const order = { value, owner, circumstances: byPerson }
    rightOf(await claims.hold(order, null)())
    rightOf(await claims.confirm(order)())
  }
  const signIn = (id: string, profileId: string) => {
    const now = clock.now()
    const row: SessionRow = {
      ...{ sessionId: id, tokenHash: `hash of ${id}`, entry: 'profile', provenAccountId: null, profileId },
      ...{ secondFactor: null, accountId: 'a1', registrationId: null },
      ...{ openedAt: now, lastSeenAt: now, confirmedAt: now, expiresAt: now + 1_000_000 },
    }
    return state.sessions.put(row)
  }

  const password = await vault.put('profile-p1', 'a hash')
  const totp = await vault.put('profile-p1', 'a seed')
  const codes = await vault.put('profile-p1', 'codes')
  const unfinished = await vault.put('profile-p1', 'another seed')
  const kept = [await vault.put('profile-p2', 'a hash'), await vault.put('account-a1', 'Secret123')]
  const person = { lastName: 'Ёлкина', firstName: 'Анна', phone: '+79031112233', email: 'anna@example.org' }
  await tell(
    'registration-p1',
    'profile-p1',
    {
      type: 'RegistrationStarted',
      data: { profileId: 'p1', accountId: 'a1', sipPasswordRef: null, until: 1 },
    },
    { type: 'RegistrationPhoneGiven', data: { challengeId: 'c1', phone: person.phone } },
    { type: 'RegistrationPasswordSet', data: { passwordRef: password } },
  )
  await tell(
    'profile-p1',
    'profile-p1',
    { type: 'ProfileRegistered', data: { registrationId: 'p1', passwordRef: password, ...person } },
    { type: 'AccountLinked', data: { accountId: 'a1' } },
    { type: 'PhoneChanged', data: { challengeId: 'c2', phone: '+79031112244' } },
    { type: 'EmailChangeRequested', data: { challengeId: 'c3', email: 'anna@example.com' } },
    { type: 'TwoFactorEnabled', data: { method: 'totp', totpRef: totp } },
    { type: 'RecoveryCodesIssued', data: { recoveryCodesRef: codes, count: 10 } },
  )
  await tell(
    'profile-p2',
    'profile-p2',
    {
      type: 'ProfileRegistered',
      data: {
        registrationId: 'p2',
        passwordRef: kept[0] ?? '',
        ...{ lastName: 'Гусев', firstName: 'Борис', phone: '+79035556677', email: 'boris@example.org' },
      },
    },
    { type: 'AccountLinked', data: { accountId: 'a1' } },
  )
  for (const value of [
    { kind: 'phone', phone: '+79031112233' },
    { kind: 'phone', phone: '+79031112244' },
    { kind: 'email', email: 'anna@example.org' },
    { kind: 'email', email: 'anna@example.com' },
  ] as const)
    await claim('p1', value)
  await claim('p2', { kind: 'phone', phone: '+79035556677' })
  for (const [id, owner] of [
    ['s1', 'p1'],
    ['s2', 'p1'],
    ['s3', 'p2'],
  ] as const) {
    const opened = { entry: 'profile', accountId: null, profileId: owner, secondFactor: null } as const
    await tell(`session-${id}`, `profile-${owner}`, { type: 'SessionOpened', data: opened })
    await signIn(id, owner)
  }

  const log = () => house.events()
  return {
    house,
    process,
    sessions: state.sessions,
    secrets: { password, totp, codes, unfinished, kept },
    log,
    /** A hash of every event's stored bytes, in the log's order. */
    hashes: async () =>
      (await log()).map((event) =>
        hash(
          'sha256',
          JSON.stringify(event, (_, it) => (typeof it === 'bigint' ? `${it}` : it)),
        ),
      ),
    stream: async (name: StreamName) =>
      rightOf(await store.readStream(name, { direction: 'forwards', limit: 1000 })()),
  }
}

export type ErasablePerson = Awaited<ReturnType<typeof erasablePerson>>
