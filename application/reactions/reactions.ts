import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { match } from 'ts-pattern'
import { type RefusalOf, refuse } from '../../domain/decision.ts'
import { minutes, seconds } from '../../domain/instant.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { Circumstances } from '../events/metadata.ts'
import { toldOperations } from '../operations/told-operations.ts'
import type { Clock } from '../ports/clock.ts'
import type { EventStore } from '../ports/event-store.ts'
import type { Ids } from '../ports/ids.ts'
import type { Log } from '../ports/log.ts'
import type { JobCount, ReactionProgress } from '../ports/reaction-progress.ts'
import type { SecretVault } from '../ports/vault.ts'
import type { WriteRefusal } from '../refusal.ts'
import { bell } from './bell.ts'
import { dispatcher } from './dispatcher.ts'
import { effectWork } from './effect-work.ts'
import { expiredChallenges } from './expired-challenges.ts'
import { wordOf } from './failure-words.ts'
import { trustInLog } from './log-trust.ts'
import { messageWork } from './message-work.ts'
import { orphanSweep } from './orphan-sweep.ts'
import { type ParkedReactions, parkedReactions } from './parked-reactions.ts'
import { passwordReminder } from './password-reminder.ts'
import type { Reaction } from './reaction.ts'
import { replacedPassword } from './replaced-password.ts'
import { requester } from './requester.ts'
import { type RetryPolicy, standardPolicy } from './retry-policy.ts'
import type { Work } from './work.ts'

export interface ReactionsStatus extends JobCount {
  readonly state: 'stopped' | 'starting' | 'refused' | 'running'
  /** Why they refuse to start, in words for staff. */
  readonly refusal: string | null
  /** How far they are behind the log; `null` until it is known. */
  readonly lagSeconds: number | null
}

/** What follows from events outside the log: at least once, in order per subject, retried, parked in plain sight. */
export interface Reactions {
  /** Works until `signal` aborts, whatever fails meanwhile; resolves when what was begun has ended. */
  readonly run: (signal: AbortSignal) => Promise<void>
  readonly status: () => Promise<ReactionsStatus>
  /**
   * Staff accept a log that reactions refuse to follow: it is followed from its first event. Messages that it knows as
   * ended stay so. Told in the log before it is done. `false` when nothing is refused.
   */
  readonly acceptLog: (circumstances: Circumstances) => TaskEither<RefusalOf<WriteRefusal>, boolean>
  readonly parked: ParkedReactions
  /** Destroys secrets that no event names; does nothing while the log is in doubt. For the start and each hour. */
  readonly sweepSecrets: () => Promise<void>
}

export interface ReactionsParts {
  readonly store: EventStore
  readonly handler: CommandHandler
  readonly vault: SecretVault
  readonly progress: ReactionProgress
  readonly ids: Ids
  readonly clock: Clock
  readonly log: Log
  /** Id of the log that `store` holds. */
  readonly logId: string
  readonly policy?: RetryPolicy
  /** Lays something around every work: what measures and tells of it. */
  readonly around?: (work: Work) => Work
  /** Those of the cabinet unless given. */
  readonly reactions?: readonly Reaction[]
}

const awayPause = seconds(5)
/** How often refused reactions look again by themselves; acceptance wakes them at once. */
const refusedPause = minutes(1)

export const cabinetReactions = (
  vault: SecretVault,
  handler: CommandHandler,
  clock: Clock,
): readonly Reaction[] => [
  passwordReminder(vault, handler),
  replacedPassword(vault, handler),
  expiredChallenges(handler, clock),
]

export const reactions = (parts: ReactionsParts): Reactions => {
  const { store, handler, vault, progress, clock, log, logId, policy = standardPolicy } = parts
  const begin = toldOperations(parts)
  const { around = (work: Work): Work => work } = parts
  const works = (parts.reactions ?? cabinetReactions(vault, handler, clock)).map(
    (reaction): Work =>
      around(
        match(reaction)
          .with({ kind: 'message' }, (it) => messageWork(it, { handler, store, clock }))
          .with({ kind: 'effect' }, (it) => effectWork(it, store, begin))
          .exhaustive(),
      ),
  )
  const workOf = (name: string) => works.find(({ reaction }) => reaction.name === name)
  const jobsBell = bell(clock)
  const acceptanceBell = bell(clock)
  const request = requester({ ...parts, works, onJobs: jobsBell.ring })
  const dispatch = dispatcher({ progress, workOf, clock, log, policy, bell: jobsBell })
  let state: ReactionsStatus['state'] = 'stopped'
  let refusal: string | null = null

  const trust = () => trustInLog({ store, progress }, logId)

  /** Both runners, until the signal; when one breaks the other is stopped, and the failure passed on. */
  const work = async (signal: AbortSignal): Promise<void> => {
    const ending = new AbortController()
    const stop = () => ending.abort()
    signal.addEventListener('abort', stop)
    if (signal.aborted) stop()
    state = 'running'
    const runners = [request.run, dispatch].map((run) => run(ending.signal).finally(stop))
    const ends = await Promise.allSettled(runners)
    state = 'starting'
    signal.removeEventListener('abort', stop)
    for (const end of ends) if (end.status === 'rejected') throw end.reason
  }

  const standStill = async (why: string, signal: AbortSignal): Promise<void> => {
    if (refusal !== why) log.error({ logId, why }, 'reactions refuse to start')
    state = 'refused'
    refusal = why
    await acceptanceBell.wait(refusedPause, signal)
  }

  const once = async (signal: AbortSignal): Promise<void> => {
    const trusted = await trust()
    if (E.isLeft(trusted)) return clock.wait(awayPause, signal)
    if (trusted.right.kind === 'doubtful') return standStill(trusted.right.why, signal)
    refusal = null
    if (trusted.right.kind === 'new') await progress.begin(logId)
    await work(signal)
    // The store ended the subscription although nobody asked: it is being closed, or will come back.
    await clock.wait(awayPause, signal)
  }

  return {
    run: async (signal) => {
      state = 'starting'
      while (!signal.aborted) {
        try {
          await once(signal)
        } catch (error) {
          log.error({ error: wordOf(error) }, 'reactions broke off; they begin again')
          await clock.wait(awayPause, signal)
        }
      }
      state = 'stopped'
    },

    status: async () => ({
      state,
      refusal,
      lagSeconds: state === 'running' ? request.lagSeconds() : null,
      ...(await progress.count(clock.now())),
    }),

    acceptLog: (circumstances) => async () => {
      const trusted = await trust()
      if (E.isLeft(trusted)) return refuse('StoreUnavailable')
      if (trusted.right.kind !== 'doubtful') return E.right(false)
      const told = await begin(circumstances)({ type: 'LogAccepted', data: { logId } })
      if (E.isLeft(told)) return told
      log.warn({ logId }, 'the log is accepted; reactions follow it from its first event')
      await progress.begin(logId)
      acceptanceBell.ring()
      return E.right(true)
    },

    parked: parkedReactions({ progress, workOf, clock, onJobs: jobsBell.ring }),

    sweepSecrets: orphanSweep({
      vault,
      handler,
      clock,
      log,
      isLogTrusted: async () => {
        const trusted = await trust()
        return E.isRight(trusted) && trusted.right.kind === 'known'
      },
    }),
  }
}
