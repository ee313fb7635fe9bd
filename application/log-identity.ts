import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { oneOf } from '../domain/event.ts'
import { logEvents } from '../domain/log/log.ts'
import { type EventCodec, subjectOfActor } from './events/event-codec.ts'
import type { Circumstances } from './events/metadata.ts'
import type { Clock } from './ports/clock.ts'
import type { EventStore, StoreUnavailable, StreamName } from './ports/event-store.ts'
import type { Ids } from './ports/ids.ts'

const stream: StreamName = 'log'
const isLogEvent = oneOf(logEvents)

interface Parts {
  readonly store: EventStore
  readonly codec: EventCodec
  readonly clock: Clock
  readonly ids: Ids
}

/**
 * The random id that a log was born with, recorded by whoever meets it empty. It stands beside every checkpoint: views
 * and reactions of another log are recognised by it.
 */
export const logIdentity = ({ store, codec, clock, ids }: Parts): TaskEither<StoreUnavailable, string> => {
  const read = async (): Promise<E.Either<StoreUnavailable, string | null>> => {
    const page = await store.readStream(stream, { direction: 'forwards', limit: 1 })()
    if (E.isLeft(page)) return page
    const [first] = page.right
    if (first === undefined) return E.right(null)
    const event = await codec.decode(first)
    if (!isLogEvent(event)) throw new Error('the log does not begin with its own id')
    return E.right(event.data.logId)
  }

  const born: Circumstances = {
    actor: { type: 'system', id: 'log' },
    channel: 'cli',
    sessionId: null,
    ip: null,
    userAgent: null,
    correlationId: ids.uuid(),
    causationId: null,
    idempotency: null,
    reason: null,
  }

  const create = async (): Promise<E.Either<StoreUnavailable, null>> => {
    const event = { type: 'LogCreated', data: { logId: ids.uuid() } } as const
    const now = clock.now()
    const [encoded] = await codec.encode(stream, subjectOfActor(born.actor, now), [event], born, now)
    if (encoded === undefined) throw new Error('one event was encoded into none')
    const appended = await store.append(stream, 'noStream', [encoded])()
    // Somebody else was quicker: theirs counts.
    return E.isLeft(appended) && appended.left.kind === 'unavailable' ? E.left(appended.left) : E.right(null)
  }

  return async () => {
    const present = await read()
    if (E.isLeft(present)) return present
    if (present.right !== null) return E.right(present.right)
    const created = await create()
    if (E.isLeft(created)) return created
    const now = await read()
    if (E.isRight(now) && now.right === null) throw new Error('the log has lost its first event')
    return E.map((id: string | null) => id ?? '')(now)
  }
}
