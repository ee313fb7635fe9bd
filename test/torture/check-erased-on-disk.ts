import type { Home } from './cabinet-process.ts'
import { insist } from './finding.ts'
import type { Ledger } from './ledger.ts'
import type { LogBook } from './log-book.ts'
import { type LoggedEvent, secretsIn, subjectsIn } from './log-copy.ts'

/** Whose claim it is by its events, or was last; nobody's once it was released. */
const holderOf = (claim: readonly LoggedEvent[]): string | null => {
  if (claim.at(-1)?.type === 'ClaimReleased') return null
  return String(claim.findLast(({ type }) => type === 'ClaimReserved')?.data['owner'])
}

const refsOf = (events: readonly LoggedEvent[]): readonly string[] =>
  events.flatMap(({ data }) => [data['passwordRef'], data['totpRef'], data['recoveryCodesRef']]).map(String)

/**
 * With the server stopped: one erasure and one certificate end the stream, and nothing is claimed for whoever was erased;
 * neither their secrets nor their key are in the vault.
 */
export const checkErasedOnDisk = (home: Home, ledger: Ledger, book: LogBook): void => {
  const kept = secretsIn(home)
  const keys = subjectsIn(home)
  for (const { id } of ledger.people.filter(({ isErased }) => isErased)) {
    const stream = book.stream(`profile-${id}`)
    const last = stream.slice(-2).map(({ type }) => type)
    const erasures = stream.filter(({ type }) => type === 'ProfileErased').length
    insist(
      erasures === 1 && last.join() === 'ProfileErased,ErasureCertified',
      'an erasure and its certificate do not end a Profile',
      stream,
    )
    const claims = [...book.streams()].filter(([name]) => name.startsWith('claim-'))
    const held = claims.filter(([, claim]) => holderOf(claim) === id)
    insist(held.length === 0, 'something is still claimed for whoever was erased', held)
    insist(!keys.has(`profile-${id}`), 'the key of whoever was erased is still there', id)
    const left = refsOf(stream).filter((ref) => kept.has(ref))
    insist(left.length === 0, 'the vault still holds secrets of whoever was erased', id, left)
  }
  for (const registration of ledger.phonesTaken.splice(0)) {
    const issued = book.events.filter(
      ({ type, data }) => type === 'ChallengeIssued' && data['profileId'] === registration,
    )
    const isFree = issued.length > 0 && issued.every(({ data }) => data['decoy'] === false)
    insist(isFree, 'the phone of whoever was erased is taken still', registration, issued)
  }
}
