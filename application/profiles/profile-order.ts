import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { type RefusalOf, refuse } from '../../domain/decision.ts'
import type { ProfileEvent } from '../../domain/profile/events.ts'
import {
  onRegistered,
  type Profile,
  type ProfileDecision,
  type ProfileRefusal,
  profile,
  type RegisteredProfile,
} from '../../domain/profile/profile.ts'
import type { CommandHandler, Outcome } from '../commands/command-handler.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { WriteRefusal } from '../refusal.ts'

/** On which Profile, by whom, and having seen which revision. */
export interface ProfileOrder {
  readonly profileId: string
  readonly circumstances: Circumstances
  readonly ifMatch?: number | undefined
}

export type ProfileChange = Outcome<Profile, ProfileEvent>
export type ProfileChangeRefusal = RefusalOf<ProfileRefusal | WriteRefusal>

/** A Profile as its stream tells it now, before anything is changed. */
export interface SeenProfile {
  readonly state: RegisteredProfile
  /** What the change answers when there is nothing to change, or when an earlier try has made it. */
  readonly unchanged: ProfileChange
}

/** Carries out one decision on a Profile's stream. */
export const changeProfile =
  (handler: CommandHandler) =>
  (
    { profileId, circumstances, ifMatch }: ProfileOrder,
    decide: ProfileDecision,
  ): TaskEither<ProfileChangeRefusal, ProfileChange> =>
    handler.execute({
      aggregate: profile,
      id: profileId,
      owner: `profile-${profileId}`,
      decide,
      circumstances,
      ifMatch,
    })

/** The Profile itself, if it is one. Refused: ProfileNotFound, ProfileErased. */
export const registeredOf = (
  state: Profile,
): E.Either<RefusalOf<'ProfileNotFound' | 'ProfileErased'>, RegisteredProfile> => {
  if (state.status === 'absent') return refuse('ProfileNotFound')
  return state.status === 'erased' ? refuse('ProfileErased') : E.right(state)
}

const lookOnly: ProfileDecision = onRegistered(() => E.right([]))

/**
 * Reads the Profile in the order of every request (replay, If-Match, decide), before anything is done outside its
 * stream: a letter or a secret must not be made for a request that is a repeated one, or stale. Refused: RevisionStale,
 * IdempotencyKeyReused, ProfileNotFound, ProfileErased.
 */
export const seeProfile =
  (handler: CommandHandler) =>
  (order: ProfileOrder): TaskEither<ProfileChangeRefusal, SeenProfile> =>
  async () => {
    const looked = await changeProfile(handler)(order, lookOnly)()
    if (E.isLeft(looked)) return looked
    return E.map((state: RegisteredProfile) => ({ state, unchanged: looked.right }))(
      registeredOf(looked.right.state),
    )
  }
