import type { Either } from 'fp-ts/lib/Either.js'
import type { RefusalOf } from '../../domain/decision.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { Position, StoredEvent, StreamName } from '../ports/event-store.ts'
import type { Job, NewJob, Trigger } from '../ports/reaction-progress.ts'
import type { WriteRefusal } from '../refusal.ts'
import type { LogAway, Place, Reaction } from './reaction.ts'

/** Whether there is anything (left) to do about an event. */
export type Beginning = 'toDo' | 'nothingToDo'

/** How one try of a job went. */
export type Attempt =
  | { readonly kind: 'ended' }
  /** It was not the job's fault, and does not count as a try. */
  | { readonly kind: 'logAway' }
  /** To be tried again; a time is given after which trying again is only to find it expired. */
  | { readonly kind: 'failed'; readonly why: string; readonly deadline: Instant | null }
  /** The log says that it waits for staff. */
  | { readonly kind: 'parked' }

/** How the jobs of one reaction are done. Every step may be done again after a crash. */
export interface Work {
  readonly reaction: Reaction
  /** Whose jobs go one after another. */
  readonly subjectOf: (event: Place) => string
  /** Before the first try, when the event is seen. */
  readonly begin: (job: NewJob, trigger: StoredEvent) => Promise<Either<LogAway, Beginning>>
  readonly attempt: (job: Job) => Promise<Attempt>
  /** After the last try: records that staff are needed. */
  readonly park: (job: Job, tries: number, why: string) => Promise<Either<LogAway, void>>
  /** Staff let it be tried again; answers the position of what the log tells of it. */
  readonly release: (
    job: Job,
    circumstances: Circumstances,
  ) => Promise<Either<RefusalOf<WriteRefusal>, Position | null>>
  /** Staff let it be. */
  readonly giveUp: (
    job: Job,
    circumstances: Circumstances,
  ) => Promise<Either<RefusalOf<WriteRefusal>, Position | null>>
}

/** What reactions record says which event they follow from. */
export const circumstancesOf = ({
  eventId,
  correlationId,
}: Pick<Trigger, 'eventId' | 'correlationId'>): Circumstances => ({
  actor: { type: 'system', id: 'reactions' },
  channel: 'reaction',
  sessionId: null,
  ip: null,
  userAgent: null,
  correlationId,
  causationId: eventId,
  idempotency: null,
  reason: null,
})

/** The id in a stream's name: of the account that an event of its stream is about. */
export const idIn = (stream: StreamName): string => stream.slice(stream.indexOf('-') + 1)
