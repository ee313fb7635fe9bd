import { z } from 'zod'
import { type Aggregate, type Decided, nothingToDo, record, refuse } from '../decision.ts'
import { defineEvent, type EventsOf, oneOf, type Recorded } from '../event.ts'
import type { Instant } from '../instant.ts'

/**
 * A claim makes a value unique: its stream is named by the value's HMAC, and whoever appends at the right
 * revision holds it. The value itself is nowhere in it.
 */
export const claimEvents = {
  /** `until`: UTC milliseconds after which an unconfirmed reservation may be taken by another; `null`: never. */
  ClaimReserved: defineEvent({ open: { owner: z.string(), until: z.number().nullable() } }),
  ClaimConfirmed: defineEvent({}),
  ClaimReleased: defineEvent({}),
} as const

export type ClaimEvent = EventsOf<typeof claimEvents>

export type Claim =
  | { readonly status: 'free' }
  | { readonly status: 'reserved'; readonly owner: string; readonly until: Instant | null }
  | { readonly status: 'confirmed'; readonly owner: string }

const evolve = (claim: Claim, event: Recorded<ClaimEvent>): Claim => {
  if (event.type === 'ClaimReserved')
    return { status: 'reserved', owner: event.data.owner, until: event.data.until }
  if (claim.status === 'free' || event.type === 'ClaimReleased') return { status: 'free' }
  return { status: 'confirmed', owner: claim.owner }
}

export const claim: Aggregate<Claim, ClaimEvent, 'claim'> = {
  category: 'claim',
  owns: oneOf(claimEvents),
  initial: { status: 'free' },
  evolve,
}

export type ClaimRefusal = 'ValueTaken'

type Result = Decided<ClaimEvent, ClaimRefusal>
export type ClaimDecision = (claim: Claim) => Result

/** Whether `until` keeps a value longer than it is kept already; `null` keeps it for good. */
const isLonger = (until: Instant | null, present: Instant | null): boolean =>
  present !== null && (until === null || until > present)

/**
 * Takes the value for `owner`, or keeps it longer for the same owner; asked again, it changes nothing. A reservation
 * without an end is firm: nobody takes it over. It is made right before the event that the value is reserved for
 * (`architecture.md`, the commit point), so that nobody takes the value in between.
 */
export const reserve =
  (owner: string, until: Instant | null): ClaimDecision =>
  (state) => {
    if (state.status === 'free') return record({ type: 'ClaimReserved', data: { owner, until } })
    if (state.owner !== owner) return refuse('ValueTaken')
    return state.status === 'reserved' && isLonger(until, state.until)
      ? record({ type: 'ClaimReserved', data: { owner, until } })
      : nothingToDo
  }

/** What the taker has read of the present holder. */
export interface Holder {
  readonly owner: string
  /** Whether the holder's own stream says that it has the value: then it only waits for its confirmation. */
  readonly hasIt: boolean
  /** Whether it is erased for good (M19): what it still holds is anybody's, firm or confirmed. */
  readonly isGone?: boolean
}

export interface TakeOver {
  readonly owner: string
  readonly until: Instant | null
  readonly from: Holder
  /** Whether the taker has just confirmed a code or link sent there: then the hold need not have run out. */
  readonly hasProvenIt: boolean
  readonly now: Instant
}

const hasLapsed = (state: Claim & { status: 'reserved' }, { hasProvenIt, now }: TakeOver): boolean =>
  state.until !== null && (hasProvenIt || now >= state.until)

const canBeTaken = (state: Exclude<Claim, { status: 'free' }>, asked: TakeOver): boolean => {
  const { owner, hasIt, isGone = false } = asked.from
  if (owner !== state.owner) return false
  return isGone || (!hasIt && state.status === 'reserved' && hasLapsed(state, asked))
}

/**
 * Takes the value over from an owner who reserved it and never came to have it: once the hold has run out, or at
 * once for whoever proves to have the value (`requirements.md`: a phone confirmed again takes over an unfinished
 * registration's hold). Never a firm reservation, but of one who is erased, nor one of an owner other than the one that
 * was read.
 */
export const takeOver =
  (asked: TakeOver): ClaimDecision =>
  (state) => {
    const { owner, until } = asked
    if (state.status === 'free' || state.owner === owner) return reserve(owner, until)(state)
    return canBeTaken(state, asked)
      ? record({ type: 'ClaimReserved', data: { owner, until } })
      : refuse('ValueTaken')
  }

/** Makes the owner's reservation lasting. */
export const confirm =
  (owner: string): ClaimDecision =>
  (state) => {
    if (state.status === 'free' || state.owner !== owner) return refuse('ValueTaken')
    return state.status === 'confirmed' ? nothingToDo : record({ type: 'ClaimConfirmed', data: {} })
  }

/** Lets the owner's value go; what is another's by now is left alone, so a late repeat harms nobody. */
export const release =
  (owner: string): ClaimDecision =>
  (state) =>
    state.status !== 'free' && state.owner === owner
      ? record({ type: 'ClaimReleased', data: {} })
      : nothingToDo
