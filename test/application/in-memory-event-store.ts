import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import {
  type Appended,
  type AppendFailure,
  type EventStore,
  type EventToAppend,
  type ExpectedRevision,
  type LogDelivery,
  largestPage,
  type Position,
  type StoredEvent,
  type StreamName,
} from '../../application/ports/event-store.ts'

/** An event and how many of the same append follow it. */
interface Entry {
  readonly stored: StoredEvent
  readonly remaining: number
}

export interface InMemoryEventStore extends EventStore {
  /** The whole log, in order. */
  readonly log: () => readonly StoredEvent[]
}

const copy = <T>(value: T): T => structuredClone(value)

/** The event store's contract and nothing else: for tests that have to look at every step. */
export const inMemoryEventStore = (): InMemoryEventStore => {
  const entries: Entry[] = []
  const streams = new Map<StreamName, Entry[]>()
  const sleepers = new Set<() => void>()

  const entriesOf = (stream: StreamName): Entry[] => streams.get(stream) ?? []

  const answerFor = (stream: StreamName, revision: number): Appended => ({
    revision,
    position: entriesOf(stream)[revision]?.stored.position ?? 0n,
  })

  const isResent = (stream: StreamName, first: number, events: readonly EventToAppend[]): boolean => {
    const there = entriesOf(stream).slice(first, first + events.length)
    const before = entriesOf(stream)[first - 1]
    const isSame = events.every(
      ({ id }, index) =>
        there[index]?.stored.id === id && there[index]?.remaining === events.length - 1 - index,
    )
    return isSame && (before === undefined || before.remaining === 0)
  }

  const write = (stream: StreamName, events: readonly EventToAppend[]): void => {
    const known = entriesOf(stream)
    streams.set(stream, known)
    for (const [index, event] of events.entries()) {
      const position = BigInt(entries.length + 1)
      const entry = {
        stored: { ...copy(event), stream, revision: known.length, position },
        remaining: events.length - 1 - index,
      }
      known.push(entry)
      entries.push(entry)
    }
    for (const wake of [...sleepers]) wake()
  }

  const append = (
    stream: StreamName,
    expected: ExpectedRevision,
    events: readonly EventToAppend[],
  ): E.Either<AppendFailure, Appended> => {
    const length = entriesOf(stream).length
    const actual = length === 0 ? 'noStream' : length - 1
    const first = expected === 'noStream' ? 0 : expected + 1
    if (actual === expected) write(stream, events)
    else if (!isResent(stream, first, events)) return E.left({ kind: 'wrongRevision', actual })
    return E.right(answerFor(stream, first + events.length - 1))
  }

  const following = (after: Position | null): readonly StoredEvent[] => {
    const from = Number(after ?? 0n)
    const page = entries.slice(from, from + largestPage)
    const cut = page.at(-1)?.remaining ?? 0
    return copy(
      [...page, ...entries.slice(from + page.length, from + page.length + cut)].map((e) => e.stored),
    )
  }

  const news = (signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      const wake = () => {
        sleepers.delete(wake)
        signal.removeEventListener('abort', wake)
        resolve()
      }
      sleepers.add(wake)
      signal.addEventListener('abort', wake)
    })

  async function* follow(after: Position | null, signal: AbortSignal): AsyncGenerator<LogDelivery, void> {
    let cursor = after
    let told = false
    while (!signal.aborted) {
      const events = following(cursor)
      cursor = events.at(-1)?.position ?? cursor
      if (events.length > 0) yield { kind: 'events', events }
      else if (told) await news(signal)
      else yield { kind: 'caughtUp' }
      told = events.length === 0
    }
  }

  return {
    log: () => copy(entries.map(({ stored }) => stored)),
    append: (stream, expected, events) => async () => append(stream, expected, events),
    readStream: (stream, { direction, from, limit }) => {
      const all = entriesOf(stream).map(({ stored }) => stored)
      const atMost = Math.min(limit, largestPage)
      const wanted =
        direction === 'forwards'
          ? all.slice(from ?? 0, (from ?? 0) + atMost)
          : all
              .slice(0, (from ?? all.length) + 1)
              .reverse()
              .slice(0, atMost)
      return TE.right(copy(wanted))
    },
    subscribeAll: follow,
    lastPosition: () => TE.right(entries.at(-1)?.stored.position ?? null),
    close: async () => {},
  }
}
