import type { Instant } from '../../domain/instant.ts'
import type { Position, StreamName } from './event-store.ts'

/** The event that a job follows from. */
export interface Trigger {
  readonly eventId: string
  readonly stream: StreamName
  readonly revision: number
  /** Taken over by everything that follows. */
  readonly correlationId: string
}

/** One effect that an event asks for. */
export interface NewJob {
  /** Named after the triggering event and the reaction, so that the same job is never there twice. */
  readonly id: string
  /** Name of the reaction. */
  readonly reaction: string
  /** Jobs of one subject are done one after another, in the order of their events. */
  readonly subject: string
  readonly trigger: Trigger
  readonly dueAt: Instant
}

/** Why a job waits for staff; in words without personal data. */
export interface Parking {
  readonly at: Instant
  readonly why: string
}

export interface Job extends NewJob {
  /** How often it was tried without success. */
  readonly tries: number
  /** Set while nobody shall try it until staff say so. */
  readonly parked: Parking | null
}

/** How far which log has been reacted to; `position` is `null` before its first event. */
export interface Checkpoint {
  readonly logId: string
  readonly position: Position | null
}

/**
 * Tries and next times of reactions, durable. Nothing here is the truth of what was sent: that is the log's, and from
 * it all of this can be made anew.
 */
export interface ReactionProgress {
  /** `null` when no log was ever followed. */
  readonly checkpoint: () => Promise<Checkpoint | null>
  /** Begins to follow a log from its first event: forgets the checkpoint and every job. */
  readonly begin: (logId: string) => Promise<void>
  /** Moves the checkpoint and adds the jobs that follow, in one transaction. A job that is there already stays as it is. */
  readonly advance: (position: Position, jobs: readonly NewJob[]) => Promise<void>

  /** Jobs to do at `now`: of each subject the first that is not parked, if its time has come; longest due first. */
  readonly due: (now: Instant, limit: number) => Promise<readonly Job[]>
  /** The next time after `now` that a job falls due; `null` when none will. */
  readonly nextDue: (now: Instant) => Promise<Instant | null>
  /** Puts a job off until `dueAt`. */
  readonly postpone: (id: string, tries: number, dueAt: Instant) => Promise<void>
  readonly park: (id: string, tries: number, parking: Parking) => Promise<void>
  /** Makes a parked job due again, its tries forgotten. */
  readonly unpark: (id: string, dueAt: Instant) => Promise<void>
  /** Removes a job that is done with; one that is not there is nothing to do. */
  readonly end: (id: string) => Promise<void>

  readonly find: (id: string) => Promise<Job | null>
  /** Parked jobs, longest parked first. */
  readonly parked: () => Promise<readonly Job[]>
  readonly count: (now: Instant) => Promise<JobCount>
}

export interface JobCount {
  /** Due within ten seconds, or to be tried again; not what its time has not come for, such as the end of a registration. */
  readonly waiting: number
  readonly parked: number
  /** When the longest waiting job fell, or falls, due; `null` when none waits. */
  readonly oldestDue: Instant | null
}
