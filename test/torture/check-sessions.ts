import { bodyOf } from './asking.ts'
import type { Client } from './client.ts'
import { insist } from './finding.ts'
import type { Ledger } from './ledger.ts'
import type { LogBook } from './log-book.ts'
import type { LoggedEvent } from './log-copy.ts'
import type { KnownEntry } from './wish.ts'

const most = 60

const ends: ReadonlySet<string> = new Set(['SessionClosed', 'SessionRevoked'])

type Expected = 'open' | 'ended' | 'either'

/** What ends the sessions of a Profile that were opened before it, but for the one that asked. */
const shutting: ReadonlySet<string> = new Set([
  'ProfilePasswordChanged',
  'PasswordRecovered',
  'ProfileErased',
])

/** Somebody else has shut the Profile to whoever was in; a session that was opened meanwhile may be taken for older. */
const afterShutting = (opened: LoggedEvent, profileId: string, book: LogBook): Expected => {
  const shut = book
    .stream(`profile-${profileId}`)
    .filter(
      ({ type, metadata }) =>
        shutting.has(type) && metadata.sessionId !== opened.stream.slice('session-'.length),
    )
  if (shut.some(({ position }) => position > opened.position)) return 'ended'
  const { occurredAt } = opened.metadata
  return shut.some(({ metadata }) => metadata.occurredAt >= occurredAt) ? 'either' : 'open'
}

const profileOf = (stream: readonly LoggedEvent[]): string =>
  String(stream.findLast(({ data }) => typeof data['profileId'] === 'string')?.data['profileId'])

/**
 * Whether it works in an account that its Profile has let go since (M13). One that chose it later rests on another
 * link, as the log had it then.
 */
const isUnlinked = (stream: readonly LoggedEvent[], book: LogBook): boolean => {
  const chosen = stream.findLast(({ type }) => type === 'AccountChosen')
  return book
    .stream(`profile-${profileOf(stream)}`)
    .some(
      ({ type, data, position }) =>
        type === 'AccountUnlinked' &&
        data['accountId'] === chosen?.data['accountId'] &&
        position > (chosen?.position ?? 0),
    )
}

/** Whether a session that somebody was let into must still be open, by the log as it was before the restart. */
export const expectedSession = (
  { correlationId, accountId, secondFactor, left }: KnownEntry,
  book: LogBook,
): Expected => {
  const opened = book.correlated(correlationId).filter(({ type }) => type === 'SessionOpened')
  insist(opened.length === 1, 'a sign-in was acknowledged, and is not recorded once', correlationId, opened)
  const [event] = opened
  if (event === undefined) return 'either'
  const stream = book.stream(event.stream)
  const passed = stream.filter(({ type }) => type === 'SecondFactorPassed').length
  insist(
    passed === (secondFactor === 'passed' ? 1 : 0),
    'a code was acknowledged, and is not recorded once',
    stream,
  )
  if (stream.some(({ type }) => ends.has(type))) return 'ended'
  const sessionId = event.stream.slice('session-'.length)
  const isOld =
    event.data['entry'] === 'sip' &&
    book
      .stream(`sipAccount-${accountId}`)
      .some(
        ({ type, position, metadata }) =>
          type === 'PasswordChanged' && position > event.position && metadata.sessionId !== sessionId,
      )
  if (isOld || isUnlinked(stream, book)) return 'ended'
  const shut = afterShutting(event, profileOf(stream), book)
  if (shut !== 'open') return shut
  // Leaving ends the session first and tells the log second: one that got no answer may stand between.
  return left ? 'either' : 'open'
}

/** Sessions outlast the kill; those that ended stay ended, and an old password opens nothing. */
export const checkSessions = async (client: Client, ledger: Ledger, book: LogBook): Promise<number> => {
  const newest = ledger.sessions.splice(0).slice(-most)
  for (const session of newest) {
    const wanted = expectedSession(session, book)
    const answer = await client.read('/api/v1/session', session.cookie)
    const found = answer?.status === 200 ? 'open' : 'ended'
    insist(
      session.secondFactor === 'none' || answer?.status !== 200 || bodyOf(answer).stage !== 'secondFactor',
      'a code that was acknowledged is asked for again',
      answer?.text,
    )
    insist(
      wanted === 'either' || wanted === found,
      `a session must be ${wanted} after the restart, and is ${found}`,
      session.correlationId,
      answer?.text,
      book.correlated(session.correlationId),
    )
  }
  return newest.length
}
