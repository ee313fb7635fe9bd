import { z } from 'zod'
import { type Aggregate, type Decided, nothingToDo, record } from '../decision.ts'
import { defineEvent, type EventsOf, oneOf, type Recorded } from '../event.ts'
import type { Instant } from '../instant.ts'

/** One SMS or letter: the only truth of what was sent, to which masked address, and how it ended. */
export const messageEvents = {
  /** `deadline`: UTC milliseconds after which it is not sent any more. `to` is masked before it is sealed. */
  MessageRequested: defineEvent({
    open: {
      kind: z.enum(['sms']),
      purpose: z.enum(['passwordReminder']),
      accountId: z.string(),
      deadline: z.number(),
    },
    sealed: { to: z.string() },
  }),
  MessageHandedOver: defineEvent({ open: { attempts: z.number() } }),
  /** `why` is our own or the gateway's word, without text or number. */
  MessageFailed: defineEvent({ open: { attempts: z.number(), why: z.string() } }),
  MessageExpired: defineEvent({ open: { attempts: z.number() } }),
  MessageParked: defineEvent({ open: { attempts: z.number(), why: z.string() } }),
  /** Staff let a parked message be tried again. */
  MessageUnparked: defineEvent({}),
} as const

export type MessageEvent = EventsOf<typeof messageEvents>
export type MessagePurpose = (MessageEvent & { type: 'MessageRequested' })['data']['purpose']

export interface RequestedMessage {
  readonly purpose: MessagePurpose
  readonly accountId: string
  readonly deadline: Instant
}

export type Message =
  | { readonly status: 'absent' }
  | (RequestedMessage & { readonly status: 'waiting' | 'parked' | 'handedOver' | 'failed' | 'expired' })

const statusAfter = {
  MessageRequested: 'waiting',
  MessageHandedOver: 'handedOver',
  MessageFailed: 'failed',
  MessageExpired: 'expired',
  MessageParked: 'parked',
  MessageUnparked: 'waiting',
} as const

const evolve = (message: Message, event: Recorded<MessageEvent>): Message => {
  if (event.type === 'MessageRequested') {
    const { purpose, accountId, deadline } = event.data
    return { status: 'waiting', purpose, accountId, deadline }
  }
  return message.status === 'absent' ? message : { ...message, status: statusAfter[event.type] }
}

export const message: Aggregate<Message, MessageEvent, 'message'> = {
  category: 'message',
  owns: oneOf(messageEvents),
  initial: { status: 'absent' },
  evolve,
}

type Result = Decided<MessageEvent, never>

/** Asks for an SMS; asked again, nothing changes. `to` comes masked. */
export const requestSms =
  (asked: RequestedMessage & { readonly to: string }) =>
  (state: Message): Result =>
    state.status === 'absent'
      ? record({ type: 'MessageRequested', data: { kind: 'sms', ...asked } })
      : nothingToDo

type Ending = Exclude<MessageEvent, { type: 'MessageRequested' | 'MessageUnparked' }>

/** Records how an attempt ended. What has ended already stays as it ended. */
export const conclude =
  (ending: Ending) =>
  (state: Message): Result =>
    state.status === 'waiting' ? record(ending) : nothingToDo

/** Lets a parked message be tried again. */
export const unpark = (state: Message): Result =>
  state.status === 'parked' ? record({ type: 'MessageUnparked', data: {} }) : nothingToDo

/** Staff give up a message that has not ended yet. `attempts`: how often it was tried. */
export const giveUp =
  (attempts: number) =>
  (state: Message): Result =>
    state.status === 'waiting' || state.status === 'parked'
      ? record({ type: 'MessageFailed', data: { attempts, why: 'skippedByStaff' } })
      : nothingToDo
