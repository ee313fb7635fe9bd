import { Finding } from './finding.ts'
import type { Ledger } from './ledger.ts'
import type { LogBook } from './log-book.ts'
import type { LoggedEvent } from './log-copy.ts'
import { profileStates } from './profile-states.ts'
import type { Wish } from './wish.ts'

/** What the log recorded for a wish, by the correlation ids of its tries. */
export const recordedFor = (wish: Wish, book: LogBook): readonly LoggedEvent[] =>
  wish.tries
    .flatMap(book.correlated)
    .filter(
      ({ stream, type }) =>
        wish.types.includes(type) &&
        (wish.subject === null
          ? stream.startsWith(`${wish.category}-`)
          : stream === `${wish.category}-${wish.subject}`),
    )

/** At the revision that was told; where none was, at any. */
const wasMetByProfile = ({ isMetByProfile, revision, subject }: Wish, book: LogBook): boolean => {
  if (isMetByProfile === null) return false
  const states = profileStates(book, subject ?? '')
  return (revision === null ? states : states.slice(revision, revision + 1)).some(isMetByProfile)
}

/** A wish that was acknowledged and recorded nothing had to be met already. */
const wasMet = (wish: Wish, book: LogBook): boolean => {
  const { isMet, revision, seenBefore, subject, category, request } = wish
  if (category === 'profile') return wasMetByProfile(wish, book)
  if (isMet === null || subject === null) return false
  if (category === 'billing') {
    const asOf = Date.parse(JSON.parse(request.body ?? '{}').asOf)
    return book.stream(`billing-${subject}`).some(({ data }) => Number(data['asOf']) >= asOf)
  }
  const states = book.account(subject)
  if (revision === null) return states.slice(Math.max(0, seenBefore)).some(isMet)
  const then = states[revision]
  return then !== undefined && isMet(then)
}

const faultOf = (wish: Wish, recorded: readonly LoggedEvent[], book: LogBook): string | null => {
  const [only] = recorded
  if (recorded.length > 1) return 'is recorded more than once'
  if (wish.outcome === 'refused' && only !== undefined) return 'was refused, and is recorded'
  if (wish.outcome !== 'acknowledged') return null
  if (only === undefined) return wasMet(wish, book) ? null : 'was acknowledged, and is not recorded'
  return wish.revision === null || wish.revision === only.revision
    ? null
    : `was told revision ${wish.revision}, and is recorded at ${only.revision}`
}

/** Holds every wish against the log; throws a finding with all the evidence. */
export const checkWishes = (ledger: Ledger, book: LogBook): void => {
  for (const wish of ledger.wishes) {
    if (wish.settled) continue
    const recorded = recordedFor(wish, book)
    const fault = faultOf(wish, recorded, book)
    if (fault === null) continue
    const { password: _, ...shown } = wish
    const around = wish.subject === null ? [] : book.stream(`${wish.category}-${wish.subject}`).slice(-6)
    throw new Finding(
      `a change (${wish.kind}) ${fault}\nasked: ${JSON.stringify(shown)}\nrecorded: ${JSON.stringify(recorded)}\nthe stream's end: ${JSON.stringify(around)}`,
    )
  }
}
