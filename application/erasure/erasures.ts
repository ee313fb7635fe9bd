import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { Instant } from '../../domain/instant.ts'
import { eraseProfile } from '../../domain/profile/life.ts'
import { type Destroyed, type Profile, profile } from '../../domain/profile/profile.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { Position } from '../ports/event-store.ts'
import type { Refusal } from '../refusal.ts'
import type { FinishErasure } from './finish-erasure.ts'

/** An erasure and its certificate; it holds nothing of the person. */
export interface Erasure {
  readonly profileId: string
  readonly erasedAt: Instant
  /** `null` as long as something is still to be destroyed. */
  readonly certifiedAt: Instant | null
  readonly destroyed: Destroyed | null
  readonly position: Position | null
}

export interface Erasures {
  /**
   * Erases a Profile for good (M19) and certifies it; asked again it answers the same. Refused: ProfileNotFound, and
   * StoreUnavailable when it could not be finished at once: then a reaction finishes it.
   */
  readonly erase: (profileId: string, circumstances: Circumstances) => TaskEither<Refusal, Erasure>
  /** Refused: ProfileNotFound, ProfileNotErased. */
  readonly certificate: (profileId: string) => TaskEither<Refusal, Erasure>
}

const erasureOf = (
  profileId: string,
  state: Profile,
  position: Position | null,
): E.Either<Refusal, Erasure> => {
  if (state.status === 'absent') return E.left({ code: 'ProfileNotFound' })
  if (state.status !== 'erased') return E.left({ code: 'ProfileNotErased' })
  const { erasedAt, certificate } = state
  return E.right({
    profileId,
    erasedAt,
    certifiedAt: certificate?.certifiedAt ?? null,
    destroyed: certificate?.destroyed ?? null,
    position,
  })
}

export const erasures = (handler: CommandHandler, finish: FinishErasure): Erasures => ({
  erase: (profileId, circumstances) => async () => {
    const erased = await handler.execute({
      aggregate: profile,
      id: profileId,
      owner: `profile-${profileId}`,
      decide: eraseProfile,
      circumstances,
    })()
    if (E.isLeft(erased)) return erased
    const finished = await finish(profileId, circumstances)
    return E.isLeft(finished)
      ? E.left({ code: 'StoreUnavailable', retryAfter: 2 })
      : erasureOf(profileId, finished.right.profile, finished.right.position)
  },

  certificate: (profileId) => async () => {
    const loaded = await handler.load(profile, profileId)()
    return E.isLeft(loaded) ? loaded : erasureOf(profileId, loaded.right.state, loaded.right.position)
  },
})
