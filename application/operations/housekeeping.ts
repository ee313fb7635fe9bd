import { days, hours, type Instant } from '../../domain/instant.ts'
import { messagesCountFor } from '../challenges/message-limits.ts'
import type { Answers } from '../ports/answers.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { MessageCounts } from '../ports/message-limits.ts'
import type { Sealing, Subject } from '../ports/sealing.ts'
import type { SessionStore } from '../ports/sessions.ts'
import type { StaffSessionStore } from '../ports/staff-sessions.ts'

const round = hours(1)
/** `events.md`: what seals people who are not known yet is destroyed 90 days after its month. */
const monthKeysLast = days(90)
/** A server that was off for longer than this destroys older months' keys one round later each. */
const monthsLookedBack = 24

/** Keys of the months that ended more than 90 days before `now`, the newest first. */
export const expiredMonths = (now: Instant): readonly Subject[] => {
  const limit = new Date(now - monthKeysLast)
  return Array.from({ length: monthsLookedBack }, (_, back): Subject => {
    const month = new Date(Date.UTC(limit.getUTCFullYear(), limit.getUTCMonth() - 1 - back, 1))
    return `month-${month.toISOString().slice(0, 7)}`
  })
}

interface Parts {
  readonly clock: Clock
  readonly log: Log
  readonly sessions: SessionStore
  readonly staffSessions: Pick<StaffSessionStore, 'sweep'>
  readonly answers: Answers
  readonly messageCounts: MessageCounts
  readonly sealing: Sealing
  /** Destroys secrets that no event names. */
  readonly sweepSecrets: () => Promise<void>
  /** Destroys keys of Profiles that the log knows as erased. */
  readonly destroyKeysOfErased: () => Promise<void>
}

/** One round of what has to be forgotten: ended sessions, old answers, unused secrets, keys of past months and erased people. */
export const tidyOnce = async ({ clock, log, ...parts }: Parts): Promise<void> => {
  const now = clock.now()
  const chores: Readonly<Record<string, () => Promise<unknown>>> = {
    sessions: () => parts.sessions.sweep(now),
    staffSessions: () => parts.staffSessions.sweep(now),
    answers: () => parts.answers.sweep(now),
    messageCounts: () => parts.messageCounts.sweep(now - messagesCountFor),
    secrets: parts.sweepSecrets,
    keysOfErased: parts.destroyKeysOfErased,
    keys: async () => {
      for (const month of expiredMonths(now)) await parts.sealing.destroyKey(month)
    },
  }
  // One that fails must not keep the others from being done.
  for (const [chore, work] of Object.entries(chores))
    await work().catch((error: unknown) =>
      log.error({ chore, error: error instanceof Error ? error.message : 'unknown' }, 'housekeeping failed'),
    )
}

/** A round at once and one every hour, until `signal` aborts. What fails is told, and tried again in the next round. */
export const keepTidy = async (parts: Parts, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    await tidyOnce(parts)
    await parts.clock.wait(round, signal)
  }
}
