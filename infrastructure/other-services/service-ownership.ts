import * as E from 'fp-ts/lib/Either.js'
import type { ClaimedAccount, NoProof, ServiceOwnership } from '../../application/ports/service-ownership.ts'
import { askByHttp, type TellSilence } from './http-ownership.ts'
import { manualsServices, type OtherServiceSettings } from './other-service-list.ts'

/** Development's password of every account of every other service. */
export const developmentServicePassword = 'Demo2026Service'

type Prove = (claimed: ClaimedAccount) => Promise<E.Either<NoProof, boolean>>

const asInDevelopment: Prove = async ({ password }) => E.right(password === developmentServicePassword)
const nobody: Prove = async () => E.left('notConnected')

interface OwnershipSettings {
  /** Absent: the services that the manual names. */
  readonly otherServices?: readonly OtherServiceSettings[]
  readonly mode: 'development' | 'production'
}

/**
 * Asks each service at its own address. One that has none is believed in development with the one password that README
 * tells, and refused in production: what nobody can prove is linked to nobody.
 */
export const serviceOwnership = (
  { otherServices: listed = manualsServices, mode }: OwnershipSettings,
  tell: TellSilence,
): ServiceOwnership => {
  const unlisted = mode === 'development' ? asInDevelopment : nobody
  const provers: ReadonlyMap<string, Prove> = new Map(
    listed.map(({ service, verification }) => [
      service,
      verification === null ? unlisted : askByHttp(verification, tell),
    ]),
  )
  const proverOf = (service: string): Prove => provers.get(service) ?? nobody
  return {
    services: listed.map(({ service }) => service),
    isConnected: (service) => proverOf(service) !== nobody,
    prove: (claimed) => proverOf(claimed.service)(claimed),
  }
}
