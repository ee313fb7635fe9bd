import { z } from 'zod'
import { type Aggregate, type Decided, nothingToDo, record } from '../decision.ts'
import { defineEvent, type EventsOf, oneOf, type Recorded } from '../event.ts'
import type { Instant } from '../instant.ts'
import { isErased } from '../sealed.ts'

/** A letter carries more, and an SMS reaches whoever has no mail at hand. */
export const messageKinds = ['sms', 'mail'] as const
export type MessageKind = (typeof messageKinds)[number]

/** What a message is for; each has one kind, one text, and one place where it goes. */
export const messagePurposes = [
  /** M26. */
  'passwordReminder',
  /** A code by SMS, for whatever the challenge is for. */
  'oneTimeCode',
  /** M8, and a change of the e-mail: the link that proves an address. */
  'confirmationLetter',
  /** M17: the link that is a recovery's second proof. */
  'recoveryLetter',
  /** Whoever registers, or changes to, a phone or an e-mail that is taken learns nothing; its owner is told. */
  'phoneAlreadyRegistered',
  'emailAlreadyRegistered',
  /** Notices: the person learns of what somebody has done to the Profile. */
  'profilePasswordChanged',
  'passwordRecovered',
  /** To the phone that was the Profile's before. */
  'phoneChanged',
  /** To the address that is the Profile's: whoever has the phone in hand may be who changed it. */
  'phoneChangedLetter',
  /** To the address that is the Profile's: another one was asked for. */
  'emailChangeRequested',
  /** To the address that was the Profile's before. */
  'emailChanged',
  'twoFactorEnabled',
  'twoFactorDisabled',
  'recoveryCodesIssued',
  'recoveryCodeUsed',
  'signInBlocked',
  /** M18. */
  'accessWithdrawn',
] as const
export type MessagePurpose = (typeof messagePurposes)[number]

/** One SMS or letter: the only truth of what was sent, to which masked address, and how it ended. */
export const messageEvents = {
  /**
   * `accountId`, `profileId`: whom it concerns, either or neither. `deadline`: UTC milliseconds after which it is not
   * sent any more. `to` is masked before it is sealed.
   */
  MessageRequested: defineEvent({
    version: 2,
    open: {
      kind: z.enum(messageKinds),
      purpose: z.enum(messagePurposes),
      accountId: z.string().nullable(),
      profileId: z.string().nullable(),
      deadline: z.number(),
    },
    sealed: { to: z.string() },
    upcasts: { 1: (open) => ({ ...open, profileId: null }) },
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

export interface RequestedMessage {
  readonly kind: MessageKind
  readonly purpose: MessagePurpose
  readonly accountId: string | null
  readonly profileId: string | null
  readonly deadline: Instant
}

export type Message =
  | { readonly status: 'absent' }
  | (RequestedMessage & {
      readonly status: 'waiting' | 'parked' | 'handedOver' | 'failed' | 'expired'
      /** Whether the person whom it was for has been forgotten since. */
      readonly forgotten: boolean
    })

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
    const { to, ...requested } = event.data
    return { status: 'waiting', ...requested, forgotten: isErased(to) }
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

/** Asks for an SMS or a letter; asked again, nothing changes. `to` comes masked. */
export const requestMessage =
  (asked: RequestedMessage & { readonly to: string }) =>
  (state: Message): Result =>
    state.status === 'absent' ? record({ type: 'MessageRequested', data: { ...asked } }) : nothingToDo

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
