import * as E from 'fp-ts/lib/Either.js'
import type { Aggregate } from '../../domain/decision.ts'
import type { AnyEvent } from '../../domain/event.ts'
import type { EventCodec } from '../events/event-codec.ts'
import { storedMetadata } from '../events/metadata.ts'
import {
  type EventStore,
  largestPage,
  type StoredEvent,
  type StoreUnavailable,
  type StreamName,
} from '../ports/event-store.ts'
import type { EarlierTry, History, Loaded } from './loaded-stream.ts'
import { rememberedStreams } from './remembered-streams.ts'

export interface StreamReader {
  /** Folds a stream as the log holds it now. */
  readonly history: <State, Event extends AnyEvent>(
    aggregate: Aggregate<State, Event>,
    id: string,
  ) => Promise<E.Either<StoreUnavailable, History<State>>>
  /** What the stream came to when it was last read or written here: good for a first try, never for a refusal. */
  readonly remembered: <State, Event extends AnyEvent>(
    aggregate: Aggregate<State, Event>,
    id: string,
  ) => History<State> | undefined
  /** Adds what was appended, and under which mark, to the history that it was decided on. */
  readonly appended: <State, Event extends AnyEvent>(
    aggregate: Aggregate<State, Event>,
    id: string,
    history: History<State>,
    now: Loaded<State>,
    mark: Mark | null,
  ) => void
  /** Forgets what is remembered: states hold personal data, and a key has been destroyed. */
  readonly forget: () => void
}

interface Mark {
  readonly key: string
  readonly body: string
}

/** Name of an aggregate's stream. */
export const streamOf = (aggregate: { readonly category: string }, id: string): StreamName =>
  `${aggregate.category}-${id}`

const markOf = ({ metadata }: StoredEvent): Mark | undefined =>
  metadata['idempotency'] === undefined ? undefined : storedMetadata.parse(metadata).idempotency

export const streamReader = (store: EventStore, codec: EventCodec): StreamReader => {
  const known = rememberedStreams()

  /** From after what is known on. */
  const pages = async function* (stream: StreamName, { revision }: Loaded<unknown>) {
    for (let from = revision === 'noStream' ? 0 : revision + 1; ; from += largestPage) {
      const page = await store.readStream(stream, { direction: 'forwards', from, limit: largestPage })()
      yield page
      if (E.isLeft(page) || page.right.length < largestPage) return
    }
  }

  const lastPage = async function* (stream: StreamName) {
    yield await store.readStream(stream, { direction: 'backwards', limit: 1 })()
  }

  const evolved = async <State, Event extends AnyEvent>(
    aggregate: Aggregate<State, Event>,
    { state }: Loaded<State>,
    stored: StoredEvent,
  ): Promise<Loaded<State>> => {
    const event = await codec.decode(stored)
    if (!aggregate.owns(event)) throw new Error(`${stored.type} does not belong into ${stored.stream}`)
    return {
      state: aggregate.evolve(state, event),
      revision: stored.revision,
      position: stored.position,
    }
  }

  /** Adds what the log holds beyond `start`; marks are noted on the way. */
  const fold = async <State, Event extends AnyEvent>(
    aggregate: Aggregate<State, Event>,
    stream: StreamName,
    start: Loaded<State>,
    marks: Map<string, EarlierTry<State>>,
  ): Promise<E.Either<StoreUnavailable, Loaded<State>>> => {
    let loaded = start
    for await (const page of aggregate.lastEventTells === true ? lastPage(stream) : pages(stream, start)) {
      if (E.isLeft(page)) return page
      for (const stored of page.right) {
        loaded = await evolved(aggregate, loaded, stored)
        const mark = markOf(stored)
        if (mark !== undefined) marks.set(mark.key, { loaded, body: mark.body })
      }
    }
    return E.right(loaded)
  }

  return {
    remembered: (aggregate, id) => known.of(aggregate, streamOf(aggregate, id)),

    appended: (aggregate, id, { marks, era }, now, mark) => {
      if (mark !== null) marks.set(mark.key, { loaded: now, body: mark.body })
      known.keep(aggregate, streamOf(aggregate, id), { loaded: now, marks, era })
    },

    forget: known.forget,

    history: async (aggregate, id) => {
      const stream = streamOf(aggregate, id)
      const era = known.era()
      const before = known.of(aggregate, stream)
      const nothing = { state: aggregate.initial, revision: 'noStream', position: null } as const
      const start = aggregate.lastEventTells === true ? nothing : (before?.loaded ?? nothing)
      const marks = before?.marks ?? new Map<string, EarlierTry<typeof aggregate.initial>>()
      const loaded = await fold(aggregate, stream, start, marks)
      if (E.isLeft(loaded)) return loaded
      const history = { loaded: loaded.right, marks, era }
      if (loaded.right.revision !== 'noStream') known.keep(aggregate, stream, history)
      return E.right(history)
    },
  }
}
