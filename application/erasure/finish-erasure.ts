import * as E from 'fp-ts/lib/Either.js'
import type { ClaimRefusal } from '../../domain/claim/claim.ts'
import type { RefusalOf } from '../../domain/decision.ts'
import { certifyErasure } from '../../domain/profile/life.ts'
import { type Destroyed, type Profile, type ProfileRefusal, profile } from '../../domain/profile/profile.ts'
import { isErased } from '../../domain/sealed.ts'
import { revoke, session } from '../../domain/session/session.ts'
import type { ProfileClaims, UniqueValue } from '../claims/profile-claims.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { Circumstances } from '../events/metadata.ts'
import { toldOfVault } from '../operations/told-of-vault.ts'
import { type EventStore, largestPage, type Position, type StreamName } from '../ports/event-store.ts'
import type { Sealing, Subject } from '../ports/sealing.ts'
import type { SessionStore } from '../ports/sessions.ts'
import type { SecretRef, SecretVault } from '../ports/vault.ts'
import type { WriteRefusal } from '../refusal.ts'
import { heldValues } from './held-values.ts'

export interface FinishErasureParts {
  readonly store: Pick<EventStore, 'readStream'>
  readonly handler: CommandHandler
  readonly claims: Pick<ProfileClaims, 'release'>
  readonly sessions: Pick<SessionStore, 'list' | 'end'>
  readonly vault: Pick<SecretVault, 'storedBefore' | 'destroy'>
  readonly sealing: Pick<Sealing, 'destroyKey'>
}

export interface Certified {
  readonly profile: Profile
  /** Of the certificate. */
  readonly position: Position | null
}

type NotYet = RefusalOf<WriteRefusal | ClaimRefusal | ProfileRefusal>
type Step = Promise<E.Either<NotYet, unknown>>

/**
 * Does what an erasure asks for, in the order of `architecture.md`: claims, sessions, secrets, the key last, then the
 * certificate. Whatever was done is done again without effect, so that it is finished wherever it broke off.
 */
export type FinishErasure = (
  profileId: string,
  circumstances: Circumstances,
) => Promise<E.Either<NotYet, Certified>>

const done = E.right(undefined)
const pageSize = 1000

export const finishErasure = (parts: FinishErasureParts): FinishErasure => {
  const { store, handler, claims, sessions, vault, sealing } = parts

  const releaseClaims = async (profileId: string, circumstances: Circumstances): Step => {
    const loaded = await handler.load(heldValues, profileId)()
    if (E.isLeft(loaded)) return loaded
    const { phones, emails } = loaded.right.state
    // What is erased already was let go before: the key goes last.
    const values: readonly UniqueValue[] = [
      ...phones.flatMap((phone) => (isErased(phone) ? [] : [{ kind: 'phone', phone } as const])),
      ...emails.flatMap((email) => (isErased(email) ? [] : [{ kind: 'email', email } as const])),
    ]
    for (const value of values) {
      const released = await claims.release({ value, owner: profileId, circumstances })()
      if (E.isLeft(released)) return released
    }
    return done
  }

  /** Told first, ended second, so that nothing that ends is left untold. */
  const endSessions = async (profileId: string, circumstances: Circumstances): Step => {
    for (const { sessionId } of await sessions.list({ profileId })) {
      const told = await handler.execute({
        aggregate: session,
        id: sessionId,
        owner: `profile-${profileId}`,
        decide: revoke('profileErased'),
        circumstances,
      })()
      if (E.isLeft(told)) return told
      await sessions.end(sessionId)
    }
    return done
  }

  /** Named or not: an authenticator that was being set up goes too. */
  const destroySecrets = async (owner: Subject): Promise<void> => {
    for (let after: SecretRef | null = null; ; ) {
      const page = await vault.storedBefore(Number.MAX_SAFE_INTEGER, after, pageSize)
      for (const secret of page) if (secret.owner === owner) await vault.destroy(secret.ref)
      if (page.length < pageSize) return
      after = page.at(-1)?.ref ?? null
    }
  }

  const stored = async function* (stream: StreamName) {
    for (let from = 0; ; from += largestPage) {
      const page = await store.readStream(stream, { direction: 'forwards', from, limit: largestPage })()
      yield page
      if (E.isLeft(page) || page.right.length < largestPage) return
    }
  }

  /** What there was to destroy, as the log alone tells it: the same, whichever try comes to say it. */
  const destroyedOf = async (profileId: string): Promise<E.Either<NotYet, Destroyed>> => {
    const told = toldOfVault()
    for (const stream of [`registration-${profileId}`, `profile-${profileId}`] as const)
      for await (const page of stored(stream)) {
        if (E.isLeft(page)) return E.left({ code: 'StoreUnavailable' })
        for (const event of page.right) told.add(event)
      }
    const held = await handler.load(heldValues, profileId)()
    if (E.isLeft(held)) return held
    const { phones, emails } = held.right.state
    return E.right({
      subject: `profile-${profileId}`,
      secrets: told.everNamed().map(({ use, ref }) => ({ use, ref })),
      phones: phones.length,
      emails: emails.length,
    })
  }

  const certify = async (
    profileId: string,
    circumstances: Circumstances,
  ): Promise<E.Either<NotYet, Certified>> => {
    const destroyed = await destroyedOf(profileId)
    if (E.isLeft(destroyed)) return destroyed
    const told = await handler.execute({
      aggregate: profile,
      id: profileId,
      owner: `profile-${profileId}`,
      decide: certifyErasure(destroyed.right),
      circumstances,
    })()
    return E.map(({ state, position }: { readonly state: Profile; readonly position: Position | null }) => ({
      profile: state,
      position,
    }))(told)
  }

  return async (profileId, asked) => {
    // Nothing can be sealed for the person any more: where from and why stand beside the erasure itself.
    const circumstances = { ...asked, ip: null, userAgent: null, reason: null, idempotency: null }
    const loaded = await handler.load(profile, profileId)()
    if (E.isLeft(loaded)) return loaded
    const { state, position } = loaded.right
    if (state.status === 'absent') return E.left({ code: 'ProfileNotFound' })
    if (state.status !== 'erased') return E.left({ code: 'ProfileNotErased' })
    if (state.certificate !== null) return E.right({ profile: state, position })
    const released = await releaseClaims(profileId, circumstances)
    if (E.isLeft(released)) return released
    const ended = await endSessions(profileId, circumstances)
    if (E.isLeft(ended)) return ended
    await destroySecrets(`profile-${profileId}`)
    await sealing.destroyKey(`profile-${profileId}`)
    return certify(profileId, circumstances)
  }
}
