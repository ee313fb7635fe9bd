import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { auditRead, recordQuery } from '../../domain/audit-read/audit-read.ts'
import type { Aggregate } from '../../domain/decision.ts'
import type { AnyEvent } from '../../domain/event.ts'
import type { Instant } from '../../domain/instant.ts'
import { type Profile, profile } from '../../domain/profile/profile.ts'
import { type SipAccount, sipAccount } from '../../domain/sip-account/sip-account.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import { streamOf } from '../commands/stream-reader.ts'
import { type EventCodec, openEvent, subjectOfActor } from '../events/event-codec.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { Clock } from '../ports/clock.ts'
import {
  type EventStore,
  largestPage,
  type Position,
  type StoredEvent,
  type StreamName,
} from '../ports/event-store.ts'
import type { Ids } from '../ports/ids.ts'
import type { Refusal } from '../refusal.ts'

/** Up to where the past is asked for; every bound that is given holds, and with none it is the present. */
export interface PastAsked {
  /** The newest event is of this moment or before it. UTC milliseconds. */
  readonly at?: Instant | undefined
  /** The newest event has this revision or a lower one. */
  readonly revision?: number | undefined
}

/** A state, and the event that made it so. */
export interface Past<State> {
  readonly state: State
  readonly revision: number
  /** When the event was recorded. */
  readonly recordedAt: Instant
  /** Where it stands in the log. */
  readonly recordedIn: Position
  /** Of the recorded reading. */
  readonly position: Position | null
}

type Present<State> = Exclude<State, { readonly status: 'absent' }>

/**
 * Time travel for auditors (`audit.md`): an account or a Profile as its stream told it then. What a destroyed key has
 * sealed is `erased`, whenever it was. The reading is recorded before anything is shown, found or not; it asks the log
 * itself, which is never behind.
 */
export interface PastReading {
  /** Refused: AccountNotFound where there was none (yet), StoreUnavailable. */
  readonly ofAccount: (
    accountId: string,
    asked: PastAsked,
    circumstances: Circumstances,
  ) => TaskEither<Refusal, Past<Present<SipAccount>>>
  /** Refused: ProfileNotFound where there was none (yet), StoreUnavailable. */
  readonly ofProfile: (
    profileId: string,
    asked: PastAsked,
    circumstances: Circumstances,
  ) => TaskEither<Refusal, Past<Present<Profile>>>
}

interface Parts {
  readonly store: Pick<EventStore, 'readStream'>
  readonly codec: Pick<EventCodec, 'decode'>
  readonly handler: Pick<CommandHandler, 'execute'>
  readonly ids: Pick<Ids, 'uuid'>
  readonly clock: Clock
}

const storeUnavailable: Refusal = { code: 'StoreUnavailable', retryAfter: 2 }

const given = ({ at, revision }: PastAsked): Readonly<Record<string, string>> => ({
  ...(at === undefined ? {} : { at: new Date(at).toISOString() }),
  ...(revision === undefined ? {} : { revision: String(revision) }),
})

/** All up to the newest that both bounds admit: a clock that was set back makes no hole. */
const upTo = (events: readonly StoredEvent[], { at, revision }: PastAsked): readonly StoredEvent[] => {
  const newest = events.findLastIndex(
    (event) =>
      (revision === undefined || event.revision <= revision) &&
      (at === undefined || openEvent(event).at <= at),
  )
  return events.slice(0, newest + 1)
}

const isPresent = <State extends { readonly status: string }>(state: State): state is Present<State> =>
  state.status !== 'absent'

export const pastReading = ({ store, codec, handler, ids, clock }: Parts): PastReading => {
  const record = (query: Readonly<Record<string, string>>, circumstances: Circumstances) =>
    handler.execute({
      aggregate: auditRead,
      id: ids.uuid(),
      owner: subjectOfActor(circumstances.actor, clock.now()),
      decide: recordQuery(query),
      circumstances: { ...circumstances, idempotency: null },
    })()

  /** The whole stream; `null` when the log does not answer. */
  const eventsOf = async (stream: StreamName): Promise<readonly StoredEvent[] | null> => {
    const events: StoredEvent[] = []
    for (let from = 0; ; from += largestPage) {
      const page = await store.readStream(stream, { direction: 'forwards', from, limit: largestPage })()
      if (E.isLeft(page)) return null
      events.push(...page.right)
      if (page.right.length < largestPage) return events
    }
  }

  const fold = async <State, Event extends AnyEvent>(
    aggregate: Aggregate<State, Event>,
    events: readonly StoredEvent[],
  ): Promise<State> => {
    let state = aggregate.initial
    for (const stored of events) {
      const event = await codec.decode(stored)
      if (!aggregate.owns(event)) throw new Error(`${stored.type} does not belong into ${stored.stream}`)
      state = aggregate.evolve(state, event)
    }
    return state
  }

  const past =
    <State extends { readonly status: string }, Event extends AnyEvent>(
      aggregate: Aggregate<State, Event>,
      field: string,
      missing: Refusal,
    ) =>
    (id: string, asked: PastAsked, circumstances: Circumstances): TaskEither<Refusal, Past<Present<State>>> =>
    async () => {
      const recorded = await record(
        { stateOf: aggregate.category, [field]: id, ...given(asked) },
        circumstances,
      )
      if (E.isLeft(recorded)) return E.left(storeUnavailable)
      const all = await eventsOf(streamOf(aggregate, id))
      if (all === null) return E.left(storeUnavailable)
      const events = upTo(all, asked)
      const last = events.at(-1)
      const state = await fold(aggregate, events)
      if (last === undefined || !isPresent(state)) return E.left(missing)
      return E.right({
        state,
        revision: last.revision,
        recordedAt: openEvent(last).at,
        recordedIn: last.position,
        position: recorded.right.position,
      })
    }

  return {
    ofAccount: past(sipAccount, 'accountId', { code: 'AccountNotFound' }),
    ofProfile: past(profile, 'profileId', { code: 'ProfileNotFound' }),
  }
}
