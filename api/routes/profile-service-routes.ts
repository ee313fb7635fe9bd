import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Cabinet } from '../../application/cabinet.ts'
import type { HeldService } from '../../application/profiles/other-services.ts'
import type { ProfileChange } from '../../application/profiles/profile-order.ts'
import type { RegisteredProfile } from '../../domain/profile/profile.ts'
import * as operations from '../contract/profile-service-operations.ts'
import { ownOrder } from '../own-profile.ts'
import type { Serve } from '../serve.ts'
import { changed } from './profile-changes.ts'

const shown = ({ service, account, isConnected }: HeldService): operations.OtherServiceView => ({
  type: service,
  account,
  isConnected,
})

/** M12: accounts of other services on the same Profile. */
export const profileServiceRoutes = (serve: Serve, { profilePage }: Cabinet): void => {
  const { read, services } = profilePage

  const shownOne = (type: string) => (profile: RegisteredProfile) => {
    const held = services.of(profile).find(({ service }) => service === type)
    return held === undefined ? { type, account: null, isConnected: false } : shown(held)
  }

  serve(operations.listProfileServices, (ask) =>
    pipe(
      TE.fromEither(ownOrder(ask)),
      TE.chainW(({ profileId }) => read(profileId)),
      TE.map(({ profile }) => ({ body: { items: services.of(profile).map(shown), nextCursor: null } })),
    ),
  )
  serve(operations.linkProfileService, (ask) =>
    pipe(
      TE.fromEither(ownOrder(ask)),
      TE.chainW((order) => services.link(order, { service: ask.params.type, ...ask.body })),
      TE.chainEitherKW(changed(shownOne(ask.params.type))),
    ),
  )
  serve(operations.unlinkProfileService, (ask) =>
    pipe(
      TE.fromEither(ownOrder(ask)),
      TE.chainW((order) => services.unlink(order, ask.params.type)),
      TE.map(({ revision, position }: ProfileChange) => ({ body: undefined, revision, position })),
    ),
  )
}
