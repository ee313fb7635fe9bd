import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { match } from 'ts-pattern'
import type { ChallengePurpose } from '../../domain/challenge/events.ts'
import type { RefusalOf } from '../../domain/decision.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { Position } from '../ports/event-store.ts'
import type { RefusalCode } from '../refusal.ts'
import type { Challenges, LinkFollowed, LinkFollower } from './challenges.ts'

/** What a letter's link has done. */
export interface EmailConfirmed {
  readonly purpose: 'registration' | 'emailChange' | 'recovery'
  readonly profileId: string
  readonly position: Position | null
}

/**
 * Does what the link of a letter is for, in whatever browser it is opened, and again whenever it is asked again.
 * Refused: LinkInvalid, ChallengeExpired, ChallengeSuperseded, and what stands in the way of what it is for.
 */
export type ConfirmByLetter = (
  token: string,
  follower: LinkFollower,
) => TaskEither<RefusalOf<RefusalCode>, EmailConfirmed>

/** Carries out what a link that was followed is for. */
type CarryOut = (
  link: LinkFollowed,
  circumstances: Circumstances,
) => TaskEither<RefusalOf<RefusalCode>, { readonly position: Position | null }>

interface Parts {
  readonly challenges: Pick<Challenges, 'follow'>
  readonly confirmRegistration: CarryOut
  readonly confirmEmailChange: CarryOut
}

const linkInvalid = E.left({ code: 'LinkInvalid' } as const)

export const confirmByLetter = ({
  challenges,
  confirmRegistration,
  confirmEmailChange,
}: Parts): ConfirmByLetter => {
  const carryOut = async (
    link: LinkFollowed,
    circumstances: Circumstances,
  ): Promise<E.Either<RefusalOf<RefusalCode>, EmailConfirmed>> => {
    const { profileId } = link
    const by = (purpose: EmailConfirmed['purpose']) =>
      E.map(({ position }: { readonly position: Position | null }) => ({ purpose, profileId, position }))
    const done = match<ChallengePurpose>(link.purpose)
      .returnType<Promise<E.Either<RefusalOf<RefusalCode>, EmailConfirmed>>>()
      .with('registrationEmail', async () =>
        by('registration')(await confirmRegistration(link, circumstances)()),
      )
      .with('emailChange', async () => by('emailChange')(await confirmEmailChange(link, circumstances)()))
      // The pass itself is all: the browser of the recovery finds it when it looks.
      .with('recoveryEmail', async () => E.right({ purpose: 'recovery', profileId, position: null }))
      .with(
        'registrationPhone',
        'signIn',
        'stepUp',
        'phoneChange',
        'recoveryPhone',
        'totpSetup',
        async () => linkInvalid,
      )
      .exhaustive()
    return done
  }

  return (token, follower) => async () => {
    const followed = await challenges.follow(token, follower)()
    if (E.isRight(followed)) return carryOut(followed.right, follower(followed.right.profileId))
    // To whoever has a link it is no code that was mistyped.
    return followed.left.code === 'CodeWrong' || followed.left.code === 'ChallengeNotFound'
      ? linkInvalid
      : followed
  }
}
