import { z } from 'zod'
import { type Aggregate, type Decided, nothingToDo, record } from '../decision.ts'
import { defineEvent, type EventsOf, oneOf } from '../event.ts'
import type { Instant } from '../instant.ts'

/** What billing tells of the one personal account of a SIP account (M21). */
export const billingEvents = {
  /** `kopecks` may be negative; `asOf` is billing's own moment, UTC milliseconds. */
  BalanceReported: defineEvent({ open: { kopecks: z.number(), asOf: z.number() } }),
} as const

export type BillingEvent = EventsOf<typeof billingEvents>

export interface Balance {
  readonly kopecks: number
  readonly asOf: Instant
}
export interface Billing {
  readonly balance: Balance | null
}

export const billing: Aggregate<Billing, BillingEvent, 'billing'> = {
  category: 'billing',
  owns: oneOf(billingEvents),
  lastEventTells: true,
  initial: { balance: null },
  evolve: (_, event) => ({ balance: event.data }),
}

/** Takes over a balance; one no newer than what is known changes nothing, so a resent report is harmless. */
export const reportBalance =
  (reported: Balance) =>
  ({ balance }: Billing): Decided<BillingEvent, never> =>
    balance !== null && reported.asOf <= balance.asOf
      ? nothingToDo
      : record({ type: 'BalanceReported', data: { kopecks: reported.kopecks, asOf: reported.asOf } })
