import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { Aggregate, Decision, RefusalOf } from '../../domain/decision.ts'
import type { AnyEvent } from '../../domain/event.ts'
import type { EventCodec } from '../events/event-codec.ts'
import type { DomainEvent } from '../events/event-contract.ts'
import type { ForgetfulSealing } from '../events/forgetful-sealing.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { Clock } from '../ports/clock.ts'
import type { EventStore, EventToAppend, Position } from '../ports/event-store.ts'
import { isKeyDestroyed, type Subject } from '../ports/sealing.ts'
import type { WriteRefusal } from '../refusal.ts'
import type { EarlierTry, History, Loaded } from './loaded-stream.ts'
import { type StreamReader, streamOf, streamReader } from './stream-reader.ts'
import { streamTurns } from './stream-turns.ts'

export interface Command<State, Event extends AnyEvent, Code extends string> {
  readonly aggregate: Aggregate<State, Event>
  readonly id: string
  /** Whose key seals the personal fields of what is recorded. */
  readonly owner: Subject
  readonly decide: Decision<State, Event, Code>
  readonly circumstances: Circumstances
  /** The revision that the client has seen; refused as stale when the stream has moved on. */
  readonly ifMatch?: number | undefined
}

export interface Outcome<State, Event> {
  readonly state: State
  /** Of the stream's last event; -1 while there is none. */
  readonly revision: number
  /** Of the stream's last event, recorded now or earlier. */
  readonly position: Position | null
  /** What this command recorded; nothing when it changed nothing. */
  readonly recorded: readonly Event[]
  /** True when an earlier try of the same request had done it already. */
  readonly replayed: boolean
}

export interface CommandHandler {
  /** The state that the log tells now: what decisions look at, never a view. */
  readonly load: <State, Event extends AnyEvent>(
    aggregate: Aggregate<State, Event>,
    id: string,
  ) => TaskEither<RefusalOf<'StoreUnavailable'>, Loaded<State>>
  /** Load, decide, append; decided anew when somebody else was quicker. Acknowledged means durable. */
  readonly execute: <State, Event extends AnyEvent & DomainEvent, Code extends string>(
    command: Command<State, Event, Code>,
  ) => TaskEither<RefusalOf<Code | WriteRefusal>, Outcome<State, Event>>
}

/** Within one process commands take turns, so conflicts come from other processes only. */
const mostTries = 8

/** Seconds that a client is told to wait when the store is away. */
const storeRetryAfter = 2

const storeUnavailable = { code: 'StoreUnavailable', retryAfter: storeRetryAfter } as const
const unavailable = E.left(storeUnavailable)

const revisionNumber = (loaded: Loaded<unknown>): number =>
  loaded.revision === 'noStream' ? -1 : loaded.revision

const outcome = <State, Event>(
  loaded: Loaded<State>,
  recorded: readonly Event[],
  replayed: boolean,
): Outcome<State, Event> => ({
  state: loaded.state,
  revision: revisionNumber(loaded),
  position: loaded.position,
  recorded,
  replayed,
})

/** Whoever is erased while a command about them is under way (M19): what was decided on does not hold any more. */
const encode = async (
  encoding: Promise<readonly EventToAppend[]>,
): Promise<readonly EventToAppend[] | 'ownerErased'> => {
  try {
    return await encoding
  } catch (error) {
    if (isKeyDestroyed(error)) return 'ownerErased'
    throw error
  }
}

export const commandHandler = (side: {
  readonly store: EventStore
  readonly codec: EventCodec
  readonly clock: Clock
  /** Tells when what is remembered must be forgotten. */
  readonly sealing: Pick<ForgetfulSealing, 'whenDestroyed'>
}): CommandHandler => {
  const reader: StreamReader = streamReader(side.store, side.codec)
  side.sealing.whenDestroyed(reader.forget)
  const turns = streamTurns()

  const replay = <State, Event extends AnyEvent, Code extends string>(
    earlier: EarlierTry<State>,
    { circumstances }: Command<State, Event, Code>,
  ): E.Either<RefusalOf<WriteRefusal>, Outcome<State, Event>> =>
    earlier.body === circumstances.idempotency?.body
      ? E.right(outcome(earlier.loaded, [], true))
      : E.left({ code: 'IdempotencyKeyReused' })

  const append = async <State, Event extends AnyEvent & DomainEvent, Code extends string>(
    { aggregate, id, owner, circumstances }: Command<State, Event, Code>,
    history: History<State>,
    events: readonly Event[],
  ): Promise<E.Either<RefusalOf<'StoreUnavailable'> | 'conflict', Outcome<State, Event>>> => {
    const { loaded } = history
    const stream = streamOf(aggregate, id)
    const now = side.clock.now()
    const encoded = await encode(side.codec.encode(stream, owner, events, circumstances, now))
    if (encoded === 'ownerErased') return E.left('conflict')
    const [first, ...rest] = encoded
    if (first === undefined) return E.right(outcome(loaded, [], false))
    const appended = await side.store.append(stream, loaded.revision, [first, ...rest])()
    if (E.isRight(appended)) {
      const state = events.reduce((sum, event) => aggregate.evolve(sum, { ...event, at: now }), loaded.state)
      const present = { state, ...appended.right }
      reader.appended(aggregate, id, history, present, circumstances.idempotency)
      return E.right(outcome(present, events, false))
    }
    if (appended.left.kind === 'wrongRevision') return E.left('conflict')
    if (appended.left.kind === 'unavailable') return unavailable
    throw new Error(`a batch for ${stream} is larger than ${appended.left.limitBytes} bytes`)
  }

  const attempt = async <State, Event extends AnyEvent & DomainEvent, Code extends string>(
    command: Command<State, Event, Code>,
    history: History<State>,
  ): Promise<E.Either<RefusalOf<Code | WriteRefusal> | 'conflict', Outcome<State, Event>>> => {
    const { loaded, marks } = history
    const earlierTry = marks.get(command.circumstances.idempotency?.key ?? '')
    if (earlierTry !== undefined) return replay(earlierTry, command)
    if (command.ifMatch !== undefined && command.ifMatch !== revisionNumber(loaded))
      return E.left({ code: 'RevisionStale' })
    const decided = command.decide(loaded.state)
    return E.isLeft(decided) ? decided : append(command, history, decided.right)
  }

  /**
   * Decides on what is remembered of the stream. Only what was appended at its revision, or had been earlier, shows
   * that nothing was missed; anything else is asked again of the log.
   */
  const attemptFromMemory = async <State, Event extends AnyEvent & DomainEvent, Code extends string>(
    command: Command<State, Event, Code>,
    remembered: History<State>,
  ): Promise<E.Either<RefusalOf<'StoreUnavailable'>, Outcome<State, Event>> | null> => {
    const result = await attempt(command, remembered)
    // What was appended without an answer may be there: whoever decided anew could record it twice.
    if (E.isLeft(result)) return result.left === storeUnavailable ? unavailable : null
    return result.right.replayed || result.right.recorded.length > 0 ? result : null
  }

  const attemptFromLog = async <State, Event extends AnyEvent & DomainEvent, Code extends string>(
    command: Command<State, Event, Code>,
  ): Promise<E.Either<RefusalOf<Code | WriteRefusal> | 'conflict', Outcome<State, Event>>> => {
    const history = await reader.history(command.aggregate, command.id)
    return E.isLeft(history) ? unavailable : attempt(command, history.right)
  }

  const persist = async <State, Event extends AnyEvent & DomainEvent, Code extends string>(
    command: Command<State, Event, Code>,
  ): Promise<E.Either<RefusalOf<Code | WriteRefusal>, Outcome<State, Event>>> => {
    const remembered = reader.remembered(command.aggregate, command.id)
    const done = remembered === undefined ? null : await attemptFromMemory(command, remembered)
    if (done !== null) return done
    for (let tried = remembered === undefined ? 0 : 1; tried < mostTries; tried += 1) {
      const result = await attemptFromLog(command)
      if (E.isRight(result)) return result
      if (result.left !== 'conflict') return E.left(result.left)
    }
    return E.left({ code: 'TooManyConflicts', retryAfter: 1 })
  }

  return {
    load: (aggregate, id) => async () => {
      const history = await reader.history(aggregate, id)
      return E.isLeft(history) ? unavailable : E.right(history.right.loaded)
    },

    execute: (command) => () => turns.inTurn(streamOf(command.aggregate, command.id), () => persist(command)),
  }
}
