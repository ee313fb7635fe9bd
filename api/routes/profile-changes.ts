import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type ProfileChange, registeredOf } from '../../application/profiles/profile-order.ts'
import type { RegisteredProfile } from '../../domain/profile/profile.ts'
import type { Problem } from '../problems/problem.ts'
import { type ProfileView, shownProfile } from '../schemas/profile.ts'
import type { Answer } from '../wire-answer.ts'

/**
 * Answers a change with what it left of the Profile, its revision as ETag and its place in the log. A request repeated
 * after a crash shows the Profile as it was right after the first time.
 */
export const changed =
  <Body>(show: (profile: RegisteredProfile, revision: number) => Body) =>
  ({ state, revision, position }: ProfileChange): E.Either<Problem, Answer<Body>> =>
    E.map((profile: RegisteredProfile) => ({ body: show(profile, revision), revision, position }))(
      registeredOf(state),
    )

/** Carries out a change and shows the whole Profile. */
export const changedProfile =
  (offerInForce: () => string) =>
  (profileId: string, change: TaskEither<Problem, ProfileChange>): TaskEither<Problem, Answer<ProfileView>> =>
    pipe(
      change,
      TE.chainEitherK(
        changed((profile, revision) => shownProfile(profileId, { profile, revision }, offerInForce())),
      ),
    )
