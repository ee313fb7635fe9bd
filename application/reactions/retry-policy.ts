import { minutes, seconds } from '../../domain/instant.ts'

export interface RetryPolicy {
  /** Milliseconds before the second try; each further pause is twice the one before. */
  readonly firstPause: number
  readonly longestPause: number
  /** After so many tries a job is parked. */
  readonly mostTries: number
  /** How many jobs are done at once, of different subjects. */
  readonly parallel: number
}

/**
 * A dozen tries take about half an hour: half of a reminder's deadline is the gateway's to come back, the other half
 * is left to staff.
 */
export const standardPolicy: RetryPolicy = {
  firstPause: seconds(5),
  longestPause: minutes(5),
  mostTries: 12,
  parallel: 8,
}

/** Milliseconds from a failed try to the next one. */
export const pauseAfter = (tries: number, { firstPause, longestPause }: RetryPolicy): number =>
  Math.min(firstPause * 2 ** (tries - 1), longestPause)
