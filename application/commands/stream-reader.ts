import * as E from 'fp-ts/lib/Either.js'
import type { Aggregate } from '../../domain/decision.ts'
import type { AnyEvent } from '../../domain/event.ts'
import type { EventCodec } from '../events/event-codec.ts'
import { storedMetadata } from '../events/metadata.ts'
import {
  type EventStore,
  type ExpectedRevision,
  largestPage,
  type Position,
  type StoredEvent,
  type StoreUnavailable,
  type StreamName,
} from '../ports/event-store.ts'

/** An aggregate as its stream tells it. */
export interface Loaded<State> {
  readonly state: State
  readonly revision: ExpectedRevision
  /** Position of the stream's last event; `null` for a stream that does not exist. */
  readonly position: Position | null
}

/** What an earlier try of the same request left in the stream. */
export interface EarlierTry<State> {
  readonly loaded: Loaded<State>
  /** HMAC of the body that came with the key then. */
  readonly body: string
}

export interface History<State> {
  readonly loaded: Loaded<State>
  readonly earlierTry: EarlierTry<State> | null
}

export interface StreamReader {
  /** Folds a stream; finds what was recorded under an idempotency key on the way. */
  readonly history: <State, Event extends AnyEvent>(
    aggregate: Aggregate<State, Event>,
    id: string,
    idempotencyKey: string | null,
  ) => Promise<E.Either<StoreUnavailable, History<State>>>
}

/** Name of an aggregate's stream. */
export const streamOf = (aggregate: { readonly category: string }, id: string): StreamName =>
  `${aggregate.category}-${id}`

export const streamReader = (store: EventStore, codec: EventCodec): StreamReader => {
  const add = async <State, Event extends AnyEvent>(
    aggregate: Aggregate<State, Event>,
    { loaded, earlierTry }: History<State>,
    stored: StoredEvent,
    idempotencyKey: string | null,
  ): Promise<History<State>> => {
    const event = await codec.decode(stored)
    if (!aggregate.owns(event)) throw new Error(`${stored.type} does not belong into ${stored.stream}`)
    const next = {
      state: aggregate.evolve(loaded.state, event),
      revision: stored.revision,
      position: stored.position,
    }
    if (idempotencyKey === null) return { loaded: next, earlierTry }
    const mark = storedMetadata.parse(stored.metadata).idempotency
    return {
      loaded: next,
      earlierTry: mark?.key === idempotencyKey ? { loaded: next, body: mark.body } : earlierTry,
    }
  }

  const pages = async function* (stream: StreamName) {
    for (let from = 0; ; from += largestPage) {
      const page = await store.readStream(stream, { direction: 'forwards', from, limit: largestPage })()
      yield page
      if (E.isLeft(page) || page.right.length < largestPage) return
    }
  }

  const lastPage = async function* (stream: StreamName) {
    yield await store.readStream(stream, { direction: 'backwards', limit: 1 })()
  }

  return {
    history: async (aggregate, id, idempotencyKey) => {
      let sum: History<typeof aggregate.initial> = {
        loaded: { state: aggregate.initial, revision: 'noStream', position: null },
        earlierTry: null,
      }
      const read = aggregate.lastEventTells === true ? lastPage : pages
      for await (const page of read(streamOf(aggregate, id))) {
        if (E.isLeft(page)) return page
        for (const stored of page.right) sum = await add(aggregate, sum, stored, idempotencyKey)
      }
      return E.right(sum)
    },
  }
}
