import { type ApiTokenEvent, apiTokenEvents } from '../../domain/api-token/api-token.ts'
import { type AuditReadEvent, auditReadEvents } from '../../domain/audit-read/audit-read.ts'
import { type BillingEvent, billingEvents } from '../../domain/billing/billing.ts'
import { type ChallengeEvent, challengeEvents } from '../../domain/challenge/events.ts'
import { type ClaimEvent, claimEvents } from '../../domain/claim/claim.ts'
import type { AnyEventDefinition } from '../../domain/event.ts'
import { type LogEvent, logEvents } from '../../domain/log/log.ts'
import { type MessageEvent, messageEvents } from '../../domain/message/message.ts'
import { type OperationEvent, operationEvents } from '../../domain/operation/operation.ts'
import { type ProfileEvent, profileEvents } from '../../domain/profile/events.ts'
import { type RegistrationEvent, registrationEvents } from '../../domain/registration/events.ts'
import { type SessionEvent, sessionEvents } from '../../domain/session/session.ts'
import {
  type SignInFailuresEvent,
  signInFailuresEvents,
} from '../../domain/sign-in-failures/sign-in-failures.ts'
import { type SipAccountEvent, sipAccountEvents } from '../../domain/sip-account/events.ts'
import { type StaffEvent, staffEvents } from '../../domain/staff/events.ts'
import { type StaffSessionEvent, staffSessionEvents } from '../../domain/staff/staff-session.ts'

/** Every event that the log may hold. A new event is added to its aggregate's table, which stands here. */
export const eventDefinitions = {
  ...sipAccountEvents,
  ...profileEvents,
  ...registrationEvents,
  ...claimEvents,
  ...challengeEvents,
  ...billingEvents,
  ...sessionEvents,
  ...signInFailuresEvents,
  ...messageEvents,
  ...apiTokenEvents,
  ...staffEvents,
  ...staffSessionEvents,
  ...auditReadEvents,
  ...operationEvents,
  ...logEvents,
} as const

export type DomainEvent =
  | SipAccountEvent
  | ProfileEvent
  | RegistrationEvent
  | ClaimEvent
  | ChallengeEvent
  | BillingEvent
  | SessionEvent
  | SignInFailuresEvent
  | MessageEvent
  | ApiTokenEvent
  | StaffEvent
  | StaffSessionEvent
  | AuditReadEvent
  | OperationEvent
  | LogEvent

export type EventType = keyof typeof eventDefinitions

const byType: ReadonlyMap<string, AnyEventDefinition> = new Map(Object.entries(eventDefinitions))

/** The definition of a stored event's type, if it is one of ours. */
export const definitionOf = (type: string): AnyEventDefinition | undefined => byType.get(type)
