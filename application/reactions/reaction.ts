import * as E from 'fp-ts/lib/Either.js'
import type { Instant } from '../../domain/instant.ts'
import type { MessagePurpose } from '../../domain/message/message.ts'
import type { ServiceNumber } from '../../domain/sip-account/number.ts'
import type { ProvisionedAccount } from '../../domain/sip-account/sip-account.ts'
import type { EventType } from '../events/event-contract.ts'
import type { ProjectedEvent } from '../events/projected-event.ts'
import type { SmsFailure } from '../ports/sms.ts'

/** Whoever gets a message: an account whose service is on and whose number is known. */
export type Receiver = ProvisionedAccount & { readonly number: ServiceNumber }

export interface MessageToRequest {
  /** Masked: it is what people see later of where the message went. */
  readonly to: string
  /** After it the message is not sent any more, and recorded as expired. */
  readonly deadline: Instant
}

/** An event that asks for a message to its account's number. */
export interface MessageReaction {
  readonly kind: 'message'
  /** Also part of the messages' ids: under another name all of them would be new ones. */
  readonly name: MessagePurpose
  readonly on: EventType
  /** Pure: what is requested when the event is seen. */
  readonly request: (event: ProjectedEvent, receiver: Receiver) => MessageToRequest
  /** Hands the message over, rendered from what holds at this moment. The same id again is the same message. */
  readonly send: (messageId: string, receiver: Receiver) => Promise<E.Either<SmsFailure | 'secretGone', void>>
}

/** The log did not answer; nothing can be said yet. */
export type LogAway = 'logAway'

/** An event after which something is done that records nothing. It may be done twice: doing it again changes nothing. */
export interface EffectReaction {
  readonly kind: 'effect'
  /** Also names its jobs: under another name all of them would be done again. */
  readonly name: string
  readonly on: EventType
  readonly perform: (event: ProjectedEvent) => Promise<E.Either<LogAway, void>>
}

export type Reaction = MessageReaction | EffectReaction

export type EventOf<Type extends EventType> = Extract<ProjectedEvent, { readonly type: Type }>

const isOf = <Type extends EventType>(event: ProjectedEvent, type: Type): event is EventOf<Type> =>
  event.type === type

/** Declares an effect, its event known by its type. */
export const effect = <Type extends EventType>(declared: {
  readonly name: string
  readonly on: Type
  readonly perform: (event: EventOf<Type>) => Promise<E.Either<LogAway, void>>
}): EffectReaction => ({
  ...declared,
  kind: 'effect',
  perform: async (event) => (isOf(event, declared.on) ? declared.perform(event) : E.right(undefined)),
})
