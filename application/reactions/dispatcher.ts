import * as E from 'fp-ts/lib/Either.js'
import { match } from 'ts-pattern'
import { minutes, seconds } from '../../domain/instant.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Job, ReactionProgress } from '../ports/reaction-progress.ts'
import type { Bell } from './bell.ts'
import { wordOf } from './failure-words.ts'
import { pauseAfter, type RetryPolicy } from './retry-policy.ts'
import type { Attempt, Work } from './work.ts'

interface Parts {
  readonly progress: ReactionProgress
  readonly workOf: (reaction: string) => Work | undefined
  readonly clock: Clock
  readonly log: Log
  readonly policy: RetryPolicy
  /** Rung when jobs have come, ended, or been released. */
  readonly bell: Bell
}

/** Pause after a try that the log, or the notes of tries, did not let happen. */
const awayPause = seconds(5)
/** The longest sleep; new jobs ring before. */
const longestSleep = minutes(1)

/** What a line of the log says of a job. */
const factsOf = ({ id, reaction, trigger }: Job) => ({
  job: id,
  reaction,
  correlationId: trigger.correlationId,
})

/**
 * Does due jobs until `signal` aborts: one at a time of each subject, in the order of their events, several subjects
 * at once. Resolves when what was begun has ended; rejects when its own notes cannot be read.
 */
export const dispatcher = ({ progress, workOf, clock, log, policy, bell }: Parts) => {
  const attempt = async (job: Job): Promise<Attempt> => {
    try {
      const work = workOf(job.reaction)
      if (work === undefined) return { kind: 'failed', why: 'reactionUnknown', deadline: null }
      return await work.attempt(job)
    } catch (error) {
      log.error({ ...factsOf(job), error: wordOf(error) }, 'a reaction broke')
      return { kind: 'failed', why: wordOf(error), deadline: null }
    }
  }

  const putOff = (job: Job, tries: number, until: number) => progress.postpone(job.id, tries, until)

  const park = async (job: Job, tries: number, why: string): Promise<void> => {
    const told = await workOf(job.reaction)?.park(job, tries, why)
    if (told !== undefined && E.isLeft(told)) return putOff(job, job.tries, clock.now() + awayPause)
    log.warn({ ...factsOf(job), tries, why }, 'a reaction is parked; staff can retry or skip it')
    await progress.park(job.id, tries, { at: clock.now(), why })
  }

  const failed = async (job: Job, why: string, deadline: number | null): Promise<void> => {
    const tries = job.tries + 1
    if (tries >= policy.mostTries) return park(job, tries, why)
    const next = clock.now() + pauseAfter(tries, policy)
    await putOff(job, tries, deadline === null ? next : Math.min(next, deadline))
  }

  const settle = (job: Job, result: Attempt): Promise<void> =>
    match(result)
      .with({ kind: 'ended' }, () => progress.end(job.id))
      .with({ kind: 'logAway' }, () => putOff(job, job.tries, clock.now() + awayPause))
      .with({ kind: 'failed' }, ({ why, deadline }) => failed(job, why, deadline))
      .with({ kind: 'parked' }, () =>
        progress.park(job.id, job.tries, { at: clock.now(), why: 'parkedEarlier' }),
      )
      .exhaustive()

  const work = async (job: Job, signal: AbortSignal): Promise<void> => {
    try {
      await settle(job, await attempt(job))
    } catch (error) {
      // The row still says "due": without a pause the same job would be tried again at once, and again.
      log.error({ ...factsOf(job), error: wordOf(error) }, 'what became of a reaction could not be noted')
      await clock.wait(awayPause, signal)
    }
  }

  return async (signal: AbortSignal): Promise<void> => {
    const running = new Map<string, Promise<void>>()

    const start = (job: Job): void => {
      const ending = work(job, signal).finally(() => {
        running.delete(job.subject)
        bell.ring()
      })
      running.set(job.subject, ending)
    }

    const startDue = async (now: number): Promise<void> => {
      const due = await progress.due(now, policy.parallel)
      const free = due.filter(({ subject }) => !running.has(subject))
      for (const job of free.slice(0, policy.parallel - running.size)) start(job)
    }

    const sleep = async (now: number): Promise<void> => {
      const next = (await progress.nextDue(now)) ?? Number.POSITIVE_INFINITY
      await bell.wait(Math.min(next - now, longestSleep), signal)
    }

    try {
      while (!signal.aborted) {
        const now = clock.now()
        await startDue(now)
        await sleep(now)
      }
    } finally {
      await Promise.all(running.values())
    }
  }
}
