import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { AccountChange } from '../../application/accounts/account-settings.ts'
import type { Cabinet } from '../../application/cabinet.ts'
import type { DeskProfile, ProfileSought } from '../../application/profiles/profile-desk.ts'
import * as operations from '../contract/desk-operations.ts'
import { shownDeskProfile, shownProfileOfAccount } from '../schemas/desk-profile.ts'
import type { Serve } from '../serve.ts'
import { changed } from './account-changes.ts'

const pathOf = (accountId: string, what: string): string => `/api/v1/operator/accounts/${accountId}/${what}`

const soughtOf = ({
  phone,
  email,
}: {
  phone?: string | undefined
  email?: string | undefined
}): ProfileSought => (phone === undefined ? { email: email ?? '' } : { phone })

const answered = (shown: DeskProfile) => ({ body: shownDeskProfile(shown), position: shown.position })

/** What the operator's manager does about Profiles and who has access (M18). */
export const deskRoutes = (serve: Serve, cabinet: Cabinet): void => {
  const { profileDesk, finder, ids, changeSipPassword, sessions } = cabinet

  serve(operations.findProfiles, ({ query }) =>
    pipe(
      profileDesk.find(soughtOf(query)),
      TE.map((found) => ({
        body: { items: found === null ? [] : [shownDeskProfile(found)], nextCursor: null },
      })),
    ),
  )
  serve(operations.getProfileForOperator, ({ params }) =>
    pipe(
      profileDesk.show(params.profileId),
      TE.map((shown) => ({ body: shownDeskProfile(shown) })),
    ),
  )
  serve(operations.getProfilesOfAccount, ({ params, since }) =>
    pipe(
      finder.loginOf(params.accountId),
      TE.chainW(() => profileDesk.ofAccount(params.accountId, since)),
      TE.map((found) => ({ body: { items: found.map(shownProfileOfAccount), nextCursor: null } })),
    ),
  )
  serve(operations.withdrawAccess, ({ params: { profileId, accountId }, body, circumstances }) =>
    pipe(
      profileDesk.withdraw(profileId, accountId)(circumstances(body.reason)),
      TE.map((shown) => ({
        body: {
          profile: shownDeskProfile(shown),
          proposes: 'passwordChange' as const,
          next: pathOf(accountId, 'password'),
        },
        position: shown.position,
      })),
    ),
  )
  serve(operations.liftBar, ({ params: { profileId, accountId }, body, circumstances }) =>
    pipe(profileDesk.liftBar(profileId, accountId)(circumstances(body.reason)), TE.map(answered)),
  )
  serve(operations.unblockProfile, ({ params, body, circumstances }) =>
    pipe(profileDesk.unblock(params.profileId)(circumstances(body.reason)), TE.map(answered)),
  )
  serve(operations.liftTwoFactor, ({ params: { profileId }, body, circumstances }) => {
    const told = circumstances(body.reason)
    return pipe(
      profileDesk.liftTwoFactor(profileId)(told),
      // Whoever was let in by that factor is out; what breaks off here goes on when the manager asks again.
      TE.chainFirstW(() => sessions.endOfProfile(profileId, { ...told, idempotency: null })),
      TE.map(answered),
    )
  })
  serve(operations.endSessionsForOperator, ({ params: { profileId }, body, circumstances }) =>
    pipe(
      profileDesk.show(profileId),
      TE.chainW(() => sessions.endOfProfile(profileId, circumstances(body.reason))),
      TE.map(({ count, position }) => ({ body: { ended: count }, position })),
    ),
  )
  serve(operations.renewPassword, ({ params: { accountId }, body, circumstances, ifMatch }) => {
    const told = circumstances(body.reason)
    const of = { provenAccountId: accountId }
    return pipe(
      changeSipPassword({ accountId, circumstances: told, ifMatch }, ids.sipPassword()),
      TE.chainFirstW((outcome: AccountChange) =>
        outcome.recorded.length === 0 && !outcome.replayed
          ? TE.right(undefined)
          : sessions.endOthers(of, null, 'passwordChanged', told),
      ),
      TE.map(
        changed(() => ({
          proposes: 'passwordReminder' as const,
          next: pathOf(accountId, 'password-reminders'),
        })),
      ),
    )
  })
}
