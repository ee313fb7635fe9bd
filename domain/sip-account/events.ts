import { z } from 'zod'
import { defineEvent, type EventsOf } from '../event.ts'
import { routingModes } from './routing.ts'

/** Stored shapes of the account's events. A password is only ever named by its reference in the vault. */
export const sipAccountEvents = {
  SipAccountProvisioned: defineEvent({
    open: { routing: z.enum(routingModes), trunkLimit: z.number(), passwordRef: z.string() },
    sealed: { number: z.string() },
  }),
  RoutingChanged: defineEvent({ open: { mode: z.enum(routingModes) } }),
  TrunkLimitSet: defineEvent({ open: { lines: z.number() } }),
  PasswordChanged: defineEvent({ open: { passwordRef: z.string() } }),
  PasswordReminderRequested: defineEvent({}),
  CallerIdSet: defineEvent({ sealed: { number: z.string() } }),
  CallerIdCleared: defineEvent({}),
  TariffOptionActivated: defineEvent({ open: { name: z.string() } }),
  TariffOptionDeactivated: defineEvent({}),
  ServiceSuspended: defineEvent({}),
  ServiceResumed: defineEvent({}),
  ServiceDisabled: defineEvent({}),
  ServiceRestored: defineEvent({}),
} as const

export type SipAccountEvent = EventsOf<typeof sipAccountEvents>
