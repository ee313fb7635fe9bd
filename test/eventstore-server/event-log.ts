/** An event as a client proposes it; data and metadata are bytes to the server. */
export interface ProposedEvent {
  readonly id: string
  readonly type: string
  readonly contentType: string
  readonly data: Uint8Array
  readonly metadata: Uint8Array
}

export interface RecordedEvent extends ProposedEvent {
  readonly stream: string
  readonly revision: number
  /** Like EventStoreDB's: a byte offset, only good for comparing; commit and prepare are equal. */
  readonly position: bigint
}

/** A revision, or EventStoreDB's words for the others. */
export type Expectation = number | 'noStream' | 'any' | 'streamExists'

export type WriteOutcome =
  | { readonly kind: 'written'; readonly revision: number; readonly position: bigint }
  | { readonly kind: 'wrongExpectedVersion'; readonly current: number | 'noStream' }
  | { readonly kind: 'tooLarge'; readonly limitBytes: number }

/** EventStoreDB's default for the sum of an append's data and metadata. */
export const appendLimitBytes = 1024 * 1024

const bytesOf = (event: ProposedEvent): number =>
  event.data.length + event.metadata.length + Buffer.byteLength(event.type)

/** What every record costs beside its payload: keeps positions from being counted. */
const recordOverhead = 137n
const firstPosition = 512n

export interface EventLog {
  readonly write: (stream: string, expected: Expectation, events: readonly ProposedEvent[]) => WriteOutcome
  /** The whole log, oldest first. */
  readonly all: readonly RecordedEvent[]
  readonly stream: (name: string) => readonly RecordedEvent[]
  /** Empties it, as if another log had taken its place. */
  readonly clear: () => void
  /** Calls back after every write until the returned function is called. */
  readonly onWritten: (listener: () => void) => () => void
}

/**
 * Whether the same events already stand where this write would have put them. EventStoreDB answers such a write as
 * it answered the first; a batch of which only a part fits is a conflict.
 */
const alreadyWritten = (
  events: readonly ProposedEvent[],
  existing: readonly RecordedEvent[],
  firstRevision: number,
): RecordedEvent | null => {
  const matches = events.every(({ id }, index) => existing[firstRevision + index]?.id === id)
  return matches ? (existing[firstRevision + events.length - 1] ?? null) : null
}

type Exact = number | 'noStream'

const isExact = (expected: Expectation): expected is Exact =>
  typeof expected === 'number' || expected === 'noStream'

const revisionAfter = (expected: Exact): number => (expected === 'noStream' ? 0 : expected + 1)

const meets = (expected: Expectation, last: number): boolean =>
  isExact(expected) ? last === revisionAfter(expected) - 1 : expected === 'any' || last >= 0

/** An empty log in memory, with EventStoreDB's rules for expectations and for writes that are repeated. */
export const createEventLog = (): EventLog => {
  const all: RecordedEvent[] = []
  const streams = new Map<string, RecordedEvent[]>()
  const listeners = new Set<() => void>()
  let nextPosition = firstPosition

  const record = (stream: string, events: readonly ProposedEvent[]): RecordedEvent | undefined => {
    const recorded = streams.get(stream) ?? []
    streams.set(stream, recorded)
    for (const event of events) {
      const entry = { ...event, stream, revision: recorded.length, position: nextPosition }
      nextPosition += recordOverhead + BigInt(bytesOf(event))
      recorded.push(entry)
      all.push(entry)
    }
    for (const listener of [...listeners]) listener()
    return recorded.at(-1)
  }

  return {
    all,
    stream: (name) => streams.get(name) ?? [],
    clear: () => {
      all.length = 0
      streams.clear()
      nextPosition = firstPosition
    },
    onWritten: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    write: (stream, expected, events) => {
      if (events.reduce((sum, event) => sum + bytesOf(event), 0) > appendLimitBytes)
        return { kind: 'tooLarge', limitBytes: appendLimitBytes }
      const existing = streams.get(stream) ?? []
      const last = existing.length - 1
      const repeated = isExact(expected) ? alreadyWritten(events, existing, revisionAfter(expected)) : null
      if (repeated !== null)
        return { kind: 'written', revision: repeated.revision, position: repeated.position }
      if (!meets(expected, last))
        return { kind: 'wrongExpectedVersion', current: last < 0 ? 'noStream' : last }
      const written = record(stream, events)
      return {
        kind: 'written',
        revision: written?.revision ?? last,
        position: written?.position ?? nextPosition,
      }
    },
  }
}
