import {
  type AppendResult,
  type EventStoreDBClient,
  jsonEvent,
  MaxAppendSizeExceededError,
  NO_STREAM,
  WrongExpectedVersionError,
} from '@eventstore/db-client'
import { left, right } from 'fp-ts/lib/Either.js'
import type {
  Appended,
  AppendFailure,
  EventStore,
  EventToAppend,
} from '../../application/ports/event-store.ts'
import { type Asking, answerLimitMs, askPersistently, type Outcome, unavailable } from './answer.ts'
import { fromLeader } from './leader-client.ts'
import { continuesKey, type Namespace } from './stored-event.ts'

/** By when the call itself is dropped; a little later than we stop to wait, so that silence is told as silence. */
const callLimitMs = answerLimitMs + 1_000

const proposed = (events: readonly EventToAppend[]) =>
  events.map(({ id, type, data, metadata }, index) =>
    jsonEvent({
      id,
      type,
      data,
      metadata: index === events.length - 1 ? metadata : { ...metadata, [continuesKey]: true },
    }),
  )

const appendedAs = ({ nextExpectedRevision, position }: AppendResult): Appended => {
  if (position === undefined) throw new Error('EventStoreDB answered an append without its position')
  return { revision: Number(nextExpectedRevision), position: position.commit }
}

const failureFrom = (outcome: Exclude<Outcome<never>, { readonly kind: 'answer' }>): AppendFailure => {
  const error = outcome.kind === 'failure' ? outcome.error : null
  if (error instanceof WrongExpectedVersionError) {
    const { actualVersion } = error
    return {
      kind: 'wrongRevision',
      actual: typeof actualVersion === 'bigint' ? Number(actualVersion) : 'noStream',
    }
  }
  if (error instanceof MaxAppendSizeExceededError)
    return { kind: 'tooLarge', limitBytes: error.maxAppendSize }
  return unavailable(outcome)
}

/**
 * Appends with an exact expectation only. An append without an answer may or may not be on disk, so the identical
 * batch is sent again at the same revision: EventStoreDB answers as the first time and writes nothing twice.
 */
export const appendTo =
  (client: EventStoreDBClient, namespace: Namespace, asking: Asking): EventStore['append'] =>
  (stream, expected, events) =>
  async () => {
    const batch = proposed(events)
    const expectedRevision = expected === 'noStream' ? NO_STREAM : BigInt(expected)
    const outcome = await askPersistently(asking, {
      what: 'append',
      ask: () =>
        client.appendToStream(namespace.stored(stream), batch, {
          ...fromLeader,
          expectedRevision,
          deadline: callLimitMs,
        }),
    })
    return outcome.kind === 'answer' ? right(appendedAs(outcome.value)) : left(failureFrom(outcome))
  }
