import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { type RefusalOf, refuse } from '../../domain/decision.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { Clock } from '../ports/clock.ts'
import type { Position } from '../ports/event-store.ts'
import type { Job, ReactionProgress } from '../ports/reaction-progress.ts'
import type { WriteRefusal } from '../refusal.ts'
import type { Work } from './work.ts'

export type ParkedRefusal = WriteRefusal | 'NotParked'

/** What staff do about jobs that failed too often. Each asks for its reason in the circumstances. */
export interface ParkedReactions {
  /** Longest parked first. */
  readonly list: () => Promise<readonly Job[]>
  /** Tries again at once, all tries before forgotten. Refused: NotParked. */
  readonly retry: (
    id: string,
    circumstances: Circumstances,
  ) => TaskEither<RefusalOf<ParkedRefusal>, Position | null>
  /** Lets it be: a message is recorded as failed. Refused: NotParked. */
  readonly skip: (
    id: string,
    circumstances: Circumstances,
  ) => TaskEither<RefusalOf<ParkedRefusal>, Position | null>
}

interface Parts {
  readonly progress: ReactionProgress
  readonly workOf: (reaction: string) => Work | undefined
  readonly clock: Clock
  /** Told when a job was released. */
  readonly onJobs: () => void
}

/** A crash between the two steps, log and row, leaves a job listed as parked; asked again, the rest is done. */
export const parkedReactions = ({ progress, workOf, clock, onJobs }: Parts): ParkedReactions => {
  /** The log first, then the row. */
  const settle = async (
    id: string,
    tell: (work: Work, job: Job) => ReturnType<Work['release']>,
    note: () => Promise<void>,
  ): Promise<E.Either<RefusalOf<ParkedRefusal>, Position | null>> => {
    const job = await progress.find(id)
    if (job === null || job.parked === null) return refuse('NotParked')
    const work = workOf(job.reaction)
    const told = work === undefined ? E.right(null) : await tell(work, job)
    if (E.isRight(told)) await note()
    return told
  }

  return {
    list: progress.parked,
    retry: (id, circumstances) => () =>
      settle(
        id,
        (work, job) => work.release(job, circumstances),
        async () => {
          await progress.unpark(id, clock.now())
          onJobs()
        },
      ),
    skip: (id, circumstances) => () =>
      settle(
        id,
        (work, job) => work.giveUp(job, circumstances),
        () => progress.end(id),
      ),
  }
}
