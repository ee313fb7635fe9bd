import * as E from 'fp-ts/lib/Either.js'
import { type Instant, seconds } from '../../domain/instant.ts'
import { storedMetadata } from '../events/metadata.ts'
import { projectedEvent } from '../events/projected-event.ts'
import type { Clock } from '../ports/clock.ts'
import type { EventStore, Position, StoredEvent } from '../ports/event-store.ts'
import type { Ids } from '../ports/ids.ts'
import type { Log } from '../ports/log.ts'
import type { NewJob, ReactionProgress } from '../ports/reaction-progress.ts'
import { wordOf } from './failure-words.ts'
import type { Beginning, Work } from './work.ts'

interface Parts {
  readonly store: EventStore
  readonly progress: ReactionProgress
  readonly works: readonly Work[]
  readonly ids: Ids
  readonly clock: Clock
  readonly log: Log
  /** Told when there are new jobs. */
  readonly onJobs: () => void
}

export interface Requester {
  /** Follows the log from its checkpoint until `signal` aborts. Rejects when its own notes cannot be written. */
  readonly run: (signal: AbortSignal) => Promise<void>
  /** How old the event at hand is; 0 when there are none to see; `null`: not known yet. */
  readonly lagSeconds: () => number | null
}

/** Events without a consequence move the checkpoint in memory; it is written after so many of them, … */
const unwrittenEvents = 1000
/** … or when the log has been read to its end and the last writing is so long ago. */
const writingInterval = seconds(1)

const correlationOf = (stored: StoredEvent): string => {
  const metadata = storedMetadata.safeParse(stored.metadata)
  return metadata.success ? metadata.data.correlationId : stored.id
}

const momentOf = (stored: StoredEvent | undefined): Instant | null => {
  const metadata = storedMetadata.safeParse(stored?.metadata)
  return metadata.success ? Date.parse(metadata.data.occurredAt) : null
}

/** An event that cannot be read is the first try's trouble, not everybody's who comes after it. */
const dueAtOf = ({ reaction }: Work, stored: StoredEvent): Instant | null => {
  const { dueAt } = { dueAt: null, ...reaction }
  if (dueAt === null) return null
  return E.getOrElse((): Instant | null => null)(
    E.tryCatch(
      () => dueAt(projectedEvent(stored)),
      () => null,
    ),
  )
}

/** Turns events into jobs, in the log's order: requests what is to be sent, then notes that it has to be done. */
export const requester = ({ store, progress, works, ids, clock, log, onJobs }: Parts): Requester => {
  let atHand: Instant | null = null
  let caughtUp = false

  const begin = async (work: Work, job: NewJob, stored: StoredEvent): Promise<Beginning> => {
    try {
      const begun = await work.begin(job, stored)
      // What cannot begin now begins with its first try.
      return E.isLeft(begun) ? 'toDo' : begun.right
    } catch (error) {
      const { correlationId } = job.trigger
      log.error(
        { job: job.id, reaction: job.reaction, correlationId, error: wordOf(error) },
        'a reaction could not begin',
      )
      return 'toDo'
    }
  }

  const jobOf = async (work: Work, stored: StoredEvent): Promise<NewJob | null> => {
    const { id: eventId, stream, revision } = stored
    const job: NewJob = {
      id: ids.named(eventId, work.reaction.name),
      reaction: work.reaction.name,
      subject: work.subjectOf(stored),
      trigger: { eventId, stream, revision, correlationId: correlationOf(stored) },
      dueAt: dueAtOf(work, stored) ?? clock.now(),
    }
    return (await begin(work, job, stored)) === 'toDo' ? job : null
  }

  const jobsOf = async (events: readonly StoredEvent[]): Promise<readonly NewJob[]> => {
    const jobs: NewJob[] = []
    for (const stored of events)
      for (const work of works)
        if (work.reaction.on === stored.type) {
          const job = await jobOf(work, stored)
          if (job !== null) jobs.push(job)
        }
    return jobs
  }

  /** The checkpoint in memory and the one on disk; the second may lag, since seeing an event again changes nothing. */
  const checkpoint = () => {
    let position: Position | null = null
    let unwritten = 0
    let writtenAt = clock.now()
    const write = async (jobs: readonly NewJob[]) => {
      if (position === null) return
      await progress.advance(position, jobs)
      unwritten = 0
      writtenAt = clock.now()
    }
    return {
      moved: async (to: Position, events: number, jobs: readonly NewJob[]) => {
        position = to
        unwritten += events
        if (jobs.length > 0 || unwritten >= unwrittenEvents) await write(jobs)
      },
      rested: async () => {
        if (unwritten > 0 && clock.now() - writtenAt >= writingInterval) await write([])
      },
      left: async () => {
        if (unwritten > 0) await write([])
      },
    }
  }

  const see = async (events: readonly StoredEvent[], notes: ReturnType<typeof checkpoint>): Promise<void> => {
    caughtUp = false
    atHand = momentOf(events[0])
    const last = events.at(-1)
    if (last === undefined) return
    const jobs = await jobsOf(events)
    await notes.moved(last.position, events.length, jobs)
    atHand = momentOf(last)
    if (jobs.length > 0) onJobs()
  }

  return {
    run: async (signal) => {
      caughtUp = false
      atHand = null
      const notes = checkpoint()
      const from = (await progress.checkpoint())?.position ?? null
      for await (const delivery of store.subscribeAll(from, signal)) {
        if (delivery.kind === 'events') await see(delivery.events, notes)
        else {
          caughtUp = true
          await notes.rested()
        }
      }
      await notes.left()
    },

    lagSeconds: () => {
      if (caughtUp) return 0
      return atHand === null ? null : Math.max(0, (clock.now() - atHand) / 1000)
    },
  }
}
