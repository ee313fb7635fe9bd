import { type ExpectedMessage, expectedMessages } from './expected-messages.ts'
import { insist } from './finding.ts'
import type { LogBook } from './log-book.ts'
import type { LoggedEvent } from './log-copy.ts'

const endings: ReadonlySet<string> = new Set(['MessageHandedOver', 'MessageFailed', 'MessageExpired'])

type Message = readonly LoggedEvent[]

/** Messages by the event that they follow from. */
const messagesIn = (book: LogBook): ReadonlyMap<string, readonly Message[]> => {
  const found = new Map<string, readonly Message[]>()
  for (const [name, events] of book.streams()) {
    if (!name.startsWith('message-')) continue
    const cause = events[0]?.metadata.causationId ?? ''
    found.set(cause, [...(found.get(cause) ?? []), events])
  }
  return found
}

/** Requested once, first; ended once at most, last; parked only while it waits. */
const checkLife = (message: readonly LoggedEvent[], hasGateway: boolean): void => {
  const types = message.map(({ type }) => type)
  insist(types[0] === 'MessageRequested', 'a message does not begin with its request', message)
  insist(types.lastIndexOf('MessageRequested') === 0, 'a message was requested twice', message)
  const ended = types.filter((type) => endings.has(type)).length
  insist(ended === 1 || (!hasGateway && ended === 0), 'a message has not ended exactly once', message)
  insist(ended === 0 || endings.has(types.at(-1) ?? ''), 'a message goes on after its end', message)
  let isParked = false
  for (const [index, type] of types.entries()) {
    insist(
      !isParked || type !== 'MessageHandedOver',
      'a message left while it was parked',
      message[index],
      message,
    )
    if (type === 'MessageParked' || type === 'MessageUnparked') {
      insist(isParked === (type === 'MessageUnparked'), 'a message was parked or released twice', message)
      isParked = type === 'MessageParked'
    }
  }
}

/** It is what the event asks for; a code or link that left is told of in its challenge, once. */
const checkKind = (
  { cause, kind, purpose }: ExpectedMessage,
  message: readonly LoggedEvent[],
  book: LogBook,
): void => {
  const asked = message[0]?.data
  insist(
    asked?.['kind'] === kind && asked['purpose'] === purpose,
    `a message is no ${purpose} by ${kind}`,
    cause,
    message,
  )
  if (cause.type !== 'ChallengeIssued') return
  const told = book
    .stream(cause.stream)
    .filter(({ type, data }) => type === 'ChallengeSent' && data['issue'] === cause.data['issue'])
  insist(told.length <= 1, 'a challenge is told twice that its code was sent', told)
  const hasLeft = message.some(({ type }) => type === 'MessageHandedOver')
  insist(hasLeft || told.length === 0, 'a challenge is told of a code that was not sent', told, message)
}

/** Each expectation with the message of its purpose; one without gets one that nothing else has asked for, if any. */
const paired = (
  asked: readonly ExpectedMessage[],
  found: readonly Message[],
): readonly (readonly [ExpectedMessage, Message | undefined])[] => {
  const left = [...found]
  const take = (fits: (message: Message) => boolean): Message | undefined => {
    const index = left.findIndex(fits)
    return index < 0 ? undefined : left.splice(index, 1)[0]
  }
  const byPurpose = asked.map(
    (one) => [one, take(([first]) => first?.data['purpose'] === one.purpose)] as const,
  )
  return byPurpose.map(([one, message]) => [one, message ?? take(() => true)])
}

/**
 * The log's own evidence of what was sent: reminders, codes, letters and notices, each that an event asks for, once,
 * of the right kind, and no other. Each has ended once where there is a gateway, and never twice. (What people get may
 * come twice: a hand-over is at least once, under one id.)
 */
export const checkMessages = (book: LogBook, hasGateway: boolean): number => {
  let counted = 0
  const expected = expectedMessages(book)
  const messages = messagesIn(book)
  for (const [id, asked] of expected) {
    const found = messages.get(id) ?? []
    insist(found.length <= asked.length, 'more messages follow from one event than it asks for', found)
    for (const [one, message] of paired(asked, found)) {
      insist(
        message !== undefined || one.mayLack,
        'a message was asked for, and none was requested',
        one.cause,
      )
      if (message === undefined) continue
      counted += 1
      checkLife(message, hasGateway)
      checkKind(one, message, book)
    }
  }
  for (const [id, message] of messages)
    insist(expected.has(id), 'a message was requested that nobody has asked for', message)
  return counted
}
