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

type Result = Decided<ClaimEvent, 'ValueTaken'>

/** Takes the value for `owner`; again for the same owner changes nothing. */
export const reserve =
  (owner: string, until: Instant | null) =>
  (state: Claim): Result => {
    if (state.status === 'free') return record({ type: 'ClaimReserved', data: { owner, until } })
    return state.owner === owner ? nothingToDo : refuse('ValueTaken')
  }

/** Makes the owner's reservation lasting. */
export const confirm =
  (owner: string) =>
  (state: Claim): Result => {
    if (state.status === 'free' || state.owner !== owner) return refuse('ValueTaken')
    return state.status === 'confirmed' ? nothingToDo : record({ type: 'ClaimConfirmed', data: {} })
  }
