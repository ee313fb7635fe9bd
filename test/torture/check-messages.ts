import { insist } from './finding.ts'
import type { LogBook } from './log-book.ts'
import type { LoggedEvent } from './log-copy.ts'

const endings: ReadonlySet<string> = new Set(['MessageHandedOver', 'MessageFailed', 'MessageExpired'])

/** What a person has asked a message for by. */
const askings: ReadonlySet<string> = new Set(['PasswordReminderRequested', 'ChallengeIssued'])

const askedIn = (book: LogBook): ReadonlyMap<string, LoggedEvent> =>
  new Map(book.events.filter(({ type }) => askings.has(type)).map((event) => [event.id, event] as const))

/** Messages by the event that they follow from. */
const messagesIn = (book: LogBook): ReadonlyMap<string, readonly LoggedEvent[]> => {
  const found = new Map<string, readonly LoggedEvent[]>()
  for (const [name, events] of book.streams()) {
    if (!name.startsWith('message-')) continue
    const cause = events[0]?.metadata.causationId ?? ''
    insist(!found.has(cause), 'two messages follow from one event', found.get(cause), events)
    found.set(cause, events)
  }
  return found
}

/**
 * The log's own evidence of what was sent: one message for each that was asked for, and no other; each has
 * ended once, where there is a gateway, and never twice.
 */
export const checkMessages = (book: LogBook, hasGateway: boolean): number => {
  const asked = askedIn(book)
  const messages = messagesIn(book)
  for (const [id, event] of asked) {
    const message = messages.get(id)
    insist(message !== undefined, 'a message was asked for, and none was requested', event)
    const ended = message?.filter(({ type }) => endings.has(type)).length ?? 0
    insist(ended === 1 || (!hasGateway && ended === 0), 'a message has not ended exactly once', message)
  }
  for (const [id, message] of messages)
    insist(asked.has(id), 'a message was requested that nobody has asked for', message)
  return messages.size
}
