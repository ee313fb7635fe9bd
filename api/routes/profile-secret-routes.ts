import { pipe } from 'fp-ts/lib/function.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { match } from 'ts-pattern'
import type { Cabinet } from '../../application/cabinet.ts'
import type { PhoneOrder } from '../../application/profiles/phone-change.ts'
import type { ProfileChange } from '../../application/profiles/profile-order.ts'
import type { WithRecoveryCodes } from '../../application/profiles/two-factor.ts'
import * as operations from '../contract/profile-secret-operations.ts'
import { confirmedOrder } from '../own-profile.ts'
import type { Problem } from '../problems/problem.ts'
import { differentConfirmation, weakPassword } from '../problems/weak-password.ts'
import { qrCodeOf } from '../qr-code.ts'
import { shownTwoFactor } from '../schemas/profile.ts'
import type { Serve } from '../serve.ts'
import { stepUp } from '../step-up.ts'
import { changed, changedProfile } from './profile-changes.ts'

const withoutCodes = (change: ProfileChange): WithRecoveryCodes => ({ change, codes: null })

/** What a Profile signs in with: its password (M6), its second factor (M7). */
export const profileSecretRoutes = (serve: Serve, cabinet: Cabinet): void => {
  const { profilePage, sessions, offer, clock } = cabinet
  const { changePassword, twoFactor } = profilePage
  const confirmed = confirmedOrder(stepUp(clock))
  const answered = changedProfile(offer.version)

  /** Whoever else is in with the old password is out (`architecture.md`, operations that touch several streams). */
  const endOtherSessions =
    ({ profileId, sessionId, circumstances }: PhoneOrder) =>
    ({ recorded, replayed }: ProfileChange): TaskEither<Problem, void> =>
      recorded.length === 0 && !replayed
        ? TE.right(undefined)
        : sessions.endOthers({ profileId }, sessionId, 'passwordChanged', circumstances)

  const replacePassword = (order: PhoneOrder, password: string): TaskEither<Problem, ProfileChange> =>
    pipe(
      changePassword(order, password),
      TE.mapLeft((refusal): Problem => ('faults' in refusal ? weakPassword(refusal) : refusal)),
      TE.chainFirst(endOtherSessions(order)),
    )

  serve(operations.changeProfilePassword, (ask) => {
    const { password, confirmation } = ask.body
    return pipe(
      TE.fromEither(confirmed(ask)),
      TE.chain((order) =>
        password === confirmation
          ? answered(order.profileId, replacePassword(order, password))
          : TE.left(differentConfirmation),
      ),
    )
  })
  serve(operations.beginAuthenticator, (ask) =>
    pipe(
      TE.fromEither(confirmed(ask)),
      TE.chainW(twoFactor.beginAuthenticator),
      TE.map(({ ref, secret, uri }) => ({ body: { setupId: ref, secret, uri, qr: qrCodeOf(uri) } })),
    ),
  )
  serve(operations.setTwoFactor, (ask) =>
    pipe(
      TE.fromEither(confirmed(ask)),
      TE.chain((order) =>
        match(ask.body)
          .returnType<TaskEither<Problem, WithRecoveryCodes>>()
          .with({ method: 'sms' }, () => pipe(twoFactor.useSms(order), TE.map(withoutCodes)))
          .with({ method: 'none' }, () => pipe(twoFactor.switchOff(order), TE.map(withoutCodes)))
          .with({ method: 'totp' }, ({ setupId, code }) =>
            twoFactor.enableAuthenticator(order, { setupId, code }),
          )
          .exhaustive(),
      ),
      TE.chainEitherK(({ change, codes }) =>
        changed((profile, revision) => ({
          twoFactor: shownTwoFactor(profile.twoFactor),
          recoveryCodes: codes === null ? null : [...codes],
          revision,
        }))(change),
      ),
    ),
  )
  serve(operations.renewRecoveryCodes, (ask) =>
    pipe(
      TE.fromEither(confirmed(ask)),
      TE.chainW(twoFactor.renewRecoveryCodes),
      TE.chainEitherKW(({ change, codes }) =>
        changed((_, revision) => ({ recoveryCodes: [...(codes ?? [])], revision }))(change),
      ),
    ),
  )
}
