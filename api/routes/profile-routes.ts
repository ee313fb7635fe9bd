import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Cabinet } from '../../application/cabinet.ts'
import type { PhoneRequested } from '../../application/profiles/phone-change.ts'
import * as contacts from '../contract/profile-contact-operations.ts'
import * as operations from '../contract/profile-operations.ts'
import { confirmedOrder, ownOrder } from '../own-profile.ts'
import { timeOf } from '../schemas/basics.ts'
import { shownHistory } from '../schemas/history.ts'
import { shownProfile } from '../schemas/profile.ts'
import type { Serve } from '../serve.ts'
import { stepUp } from '../step-up.ts'
import { changedProfile } from './profile-changes.ts'

const shownRequest = ({ phone, sent, unchanged: { revision, position } }: PhoneRequested) => ({
  body: {
    phone,
    due: sent === null ? null : ('phoneCode' as const),
    expiresAt: sent === null ? null : timeOf(sent.until),
    revision,
  },
  revision,
  position,
})

/** The Profile's own page: the Profile, its phone and e-mail, the offer, the history. */
export const profileRoutes = (serve: Serve, cabinet: Cabinet): void => {
  const { profilePage, historyReading, offer, clock } = cabinet
  const { email, phone, acceptOffer } = profilePage
  const confirmed = confirmedOrder(stepUp(clock))
  const answered = changedProfile(offer.version)

  serve(operations.getProfile, (ask) =>
    pipe(
      TE.fromEither(ownOrder(ask)),
      TE.chainW(({ profileId }) =>
        pipe(
          profilePage.read(profileId),
          TE.map((read) => ({
            body: shownProfile(profileId, read, offer.version()),
            revision: read.revision,
          })),
        ),
      ),
    ),
  )
  serve(contacts.changeEmail, (ask) =>
    pipe(
      TE.fromEither(confirmed(ask)),
      TE.chain((order) => answered(order.profileId, email.request(order, ask.body.email))),
    ),
  )
  serve(contacts.askForPhone, (ask) =>
    pipe(
      TE.fromEither(confirmed(ask)),
      TE.chainW((order) => phone.request(order, ask.body.phone)),
      TE.map(shownRequest),
    ),
  )
  serve(contacts.confirmPhone, (ask) =>
    pipe(
      TE.fromEither(confirmed(ask)),
      TE.chain((order) => answered(order.profileId, phone.confirm(order, ask.body))),
    ),
  )
  serve(operations.acceptOffer, (ask) =>
    pipe(
      TE.fromEither(ownOrder(ask)),
      TE.chain((order) => answered(order.profileId, acceptOffer(order, ask.body.version))),
    ),
  )
  serve(operations.getProfileHistory, (ask) =>
    pipe(
      TE.fromEither(ownOrder(ask)),
      TE.chainW(({ profileId }) =>
        historyReading.ofProfile(profileId, { cursor: undefined, ...ask.query }, ask.since),
      ),
      TE.map(({ items, nextCursor }) => ({ body: { items: items.map(shownHistory), nextCursor } })),
    ),
  )
}
