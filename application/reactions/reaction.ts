import * as E from 'fp-ts/lib/Either.js'
import type { Instant } from '../../domain/instant.ts'
import type { MessageKind, MessagePurpose } from '../../domain/message/message.ts'
import type { EventType } from '../events/event-contract.ts'
import type { ProjectedEvent } from '../events/projected-event.ts'
import type { StoredEvent } from '../ports/event-store.ts'

/** The log did not answer; nothing can be said yet. */
export type LogAway = 'logAway'

export interface MessageToRequest {
  /** Whom it concerns; with neither it is nobody that we know. */
  readonly accountId: string | null
  readonly profileId: string | null
  /** Masked: it is what people see later of where the message went. */
  readonly to: string
  /** After it the message is not sent any more, and recorded as expired. */
  readonly deadline: Instant
}

/**
 * Why a message did not leave. `temporary`: it is tried again. `permanent`: the gateway refuses it. `pointless`: nobody
 * was asked, since there is nothing to send any more, or nobody to send it to. Without text or address.
 */
export interface NotSent {
  readonly kind: 'temporary' | 'permanent' | 'pointless'
  readonly reason: string
}

export const pointless = (reason: string): E.Either<NotSent, never> => E.left({ kind: 'pointless', reason })

export type EventOf<Type extends EventType> = Extract<ProjectedEvent, { readonly type: Type }>

/** Where an event stands. */
export type Place = Pick<StoredEvent, 'stream' | 'revision'>

/** An event that asks for a message. */
export interface MessageReactionTo<Event> {
  /** Also part of the messages' ids: under another name all of them would be new ones. */
  readonly name: MessagePurpose
  readonly by: MessageKind
  /** Messages of one subject go one after another, in the order of their events. */
  readonly subjectOf: (event: Place) => string
  /** Whether an event of the type asks for it at all; every one does unless said otherwise. */
  readonly concerns?: (event: Event) => boolean
  /** What is requested when the event is seen; `null` when there is nobody left to send it to. */
  readonly request: (event: Event) => Promise<E.Either<LogAway, MessageToRequest | null>>
  /** Hands the message over, rendered from what holds at this moment. The same id again is the same message. */
  readonly send: (messageId: string, event: Event) => Promise<E.Either<LogAway | NotSent, void>>
  /** What else the log is told once the hand-over is recorded. Done again it changes nothing. */
  readonly handedOver?: (event: Event) => Promise<E.Either<LogAway, void>>
}

export interface MessageReaction extends MessageReactionTo<ProjectedEvent> {
  readonly kind: 'message'
  readonly on: EventType
}

/** An event after which something is done that sends nothing. It may be done twice: doing it again changes nothing. */
export interface EffectReaction {
  readonly kind: 'effect'
  /** Also names its jobs: under another name all of them would be done again. */
  readonly name: string
  readonly on: EventType
  /** When it is to be done; at once unless said otherwise. */
  readonly dueAt?: (event: ProjectedEvent) => Instant | null
  readonly perform: (event: ProjectedEvent) => Promise<E.Either<LogAway, void>>
}

export type Reaction = MessageReaction | EffectReaction

const isOf = <Type extends EventType>(event: ProjectedEvent, type: Type): event is EventOf<Type> =>
  event.type === type

/** Declares an effect, its event known by its type. */
export const effect = <Type extends EventType>(declared: {
  readonly name: string
  readonly on: Type
  readonly dueAt?: (event: EventOf<Type>) => Instant
  readonly perform: (event: EventOf<Type>) => Promise<E.Either<LogAway, void>>
}): EffectReaction => ({
  ...declared,
  kind: 'effect',
  dueAt: (event) => (isOf(event, declared.on) && declared.dueAt !== undefined ? declared.dueAt(event) : null),
  perform: async (event) => (isOf(event, declared.on) ? declared.perform(event) : E.right(undefined)),
})

/** Declares a message, its event known by its type. */
export const message = <Type extends EventType>(
  on: Type,
  declared: MessageReactionTo<EventOf<Type>>,
): MessageReaction => {
  const { name, by, subjectOf, concerns, request, send, handedOver } = declared
  return {
    kind: 'message',
    ...{ on, name, by, subjectOf },
    concerns: (event) => isOf(event, on) && (concerns === undefined || concerns(event)),
    request: async (event) => (isOf(event, on) ? request(event) : E.right(null)),
    send: async (id, event) => (isOf(event, on) ? send(id, event) : pointless('anotherEvent')),
    handedOver: async (event) =>
      isOf(event, on) && handedOver !== undefined ? handedOver(event) : E.right(undefined),
  }
}
