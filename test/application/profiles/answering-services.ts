import * as E from 'fp-ts/lib/Either.js'
import type {
  ClaimedAccount,
  NoProof,
  ServiceOwnership,
} from '../../../application/ports/service-ownership.ts'

export const servicePassword = 'Vats2026password'

/** Services that answer as told: `vats` and `8-800` can tell, `staff-control` has nobody who could. */
export const answeringServices = () => {
  const asked: ClaimedAccount[] = []
  const down: { silent: boolean } = { silent: false }
  const isConnected = (service: string) => service !== 'staff-control'
  const answer = ({ service, password }: ClaimedAccount): E.Either<NoProof, boolean> => {
    if (!isConnected(service)) return E.left('notConnected')
    return down.silent ? E.left('silent') : E.right(password === servicePassword)
  }
  const ownership: ServiceOwnership = {
    services: ['vats', 'staff-control', '8-800'],
    isConnected,
    prove: async (claimed) => {
      asked.push(claimed)
      return answer(claimed)
    },
  }
  return { ownership, asked, down }
}
