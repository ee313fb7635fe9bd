import { LRUCache } from 'lru-cache'
import type { StreamName } from '../ports/event-store.ts'
import type { History } from './loaded-stream.ts'

/** What streams came to when they were last folded. The log may have gone on since; whoever uses it finds out. */
export interface RememberedStreams {
  readonly of: <State>(aggregate: Folding<State>, stream: StreamName) => History<State> | undefined
  readonly keep: <State>(aggregate: Folding<State>, stream: StreamName, history: History<State>) => void
  /** Forgets everything: called when a key is destroyed, since states hold what it has opened. */
  readonly forget: () => void
  /** Changes with every `forget`: a history of an earlier era is not kept. */
  readonly era: () => number
}

/** By whose rules a stream was folded. */
interface Folding<State> {
  readonly initial: State
}

interface Remembered<State> {
  readonly aggregate: Folding<State>
  readonly history: History<State>
}

/** Streams and marks of idempotency together; a state is some hundred bytes. */
const mostRemembered = 100_000
/** A stream with more marks than this is folded anew each time. */
const mostMarks = 10_000

const isOf = <State>(
  aggregate: Folding<State>,
  remembered: Remembered<unknown> | undefined,
): remembered is Remembered<State> => remembered?.aggregate === aggregate

/** How many events a history is made of. */
const eventsOf = (history: History<unknown> | undefined): number =>
  history === undefined || history.loaded.revision === 'noStream' ? 0 : history.loaded.revision + 1

export const rememberedStreams = (): RememberedStreams => {
  const streams = new LRUCache<StreamName, Remembered<unknown>>({
    maxSize: mostRemembered,
    sizeCalculation: ({ history }) => 1 + history.marks.size,
  })
  let era = 0

  return {
    of: (aggregate, stream) => {
      const remembered = streams.get(stream)
      return isOf(aggregate, remembered) ? remembered.history : undefined
    },
    keep: (aggregate, stream, history) => {
      // Two that read at once may end in the other order.
      const isOld = eventsOf(history) < eventsOf(streams.peek(stream)?.history)
      if (isOld || history.era !== era) return
      if (history.marks.size > mostMarks) streams.delete(stream)
      else streams.set(stream, { aggregate, history })
    },
    forget: () => {
      era += 1
      streams.clear()
    },
    era: () => era,
  }
}
