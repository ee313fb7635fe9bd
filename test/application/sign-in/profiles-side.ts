import { signInParts } from '../../../api/compose/sign-in-parts.ts'
import type { StreamName } from '../../../application/ports/event-store.ts'
import { stateFile } from '../../infrastructure/operational-state/state-file.ts'
import { accountsSide } from '../accounts/accounts-side.ts'
import { fromBrowser, offerVersion, phone, profileDoubles, profilePassword } from './profile-doubles.ts'

/** Sign-in, sessions and recovery of Profiles as the product wires them, over vaults that a test can read. */
export const profilesSide = () => {
  const side = accountsSide()
  const { handler, fingerprints, clock, ids, prove } = side
  const file = stateFile()
  const doubles = profileDoubles(side)
  const { profiles, codes } = doubles
  const { passwords, challenges, claims } = profiles
  const wire = (store = file.state.sessions) => {
    const parts = signInParts({
      ...{ handler, store, fingerprints, ids, clock, profiles, proveSipCredentials: prove },
      presentOffer: () => offerVersion,
      secrets: passwords,
    })
    return { ...parts, signIn: parts.profileSignIn }
  }
  const { sessions, signIn, recovery, standings } = wire()

  return {
    ...side,
    ...doubles,
    ...{ file, wire, sessions, signIn, recovery, standings, passwords, challenges, claims },
    /** Signs in with the Profile's password and whatever else is said. */
    entering: (password = profilePassword, login = phone, said = fromBrowser) =>
      signIn.enter({ login, password }, null, said)(),
    factorOf: async (sessionId: string, issue = 1) =>
      codes.codeOf(challenges.idOf('signIn', sessionId), issue),
    types: async (stream: StreamName) => (await side.stream(stream)).map(({ type }) => type),
  }
}

/** The same, with one account provisioned. */
export const house = async () => {
  const side = profilesSide()
  const { accountId } = await side.provisioned()
  return { ...side, accountId }
}

export type House = Awaited<ReturnType<typeof house>>
