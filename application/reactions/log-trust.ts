import * as E from 'fp-ts/lib/Either.js'
import type { EventStore } from '../ports/event-store.ts'
import type { Checkpoint, ReactionProgress } from '../ports/reaction-progress.ts'
import type { LogAway } from './reaction.ts'

/** Whether the log at hand is the one that was followed so far. */
export type LogTrust =
  /** None was followed yet. */
  | { readonly kind: 'new' }
  | { readonly kind: 'known' }
  /** In words for staff. */
  | { readonly kind: 'doubtful'; readonly why: string }

const advice =
  'No message is sent and no secret destroyed until somebody accepts this log; whatever it asks for and is still in time is then done, perhaps a second time.'

const doubtful = (why: string): LogTrust => ({ kind: 'doubtful', why: `${why} ${advice}` })

/** Another log, or one that has lost its end, would make reactions send again what was sent before. */
export const trustInLog = async (
  { store, progress }: { readonly store: EventStore; readonly progress: ReactionProgress },
  logId: string,
): Promise<E.Either<LogAway, LogTrust>> => {
  const checkpoint: Checkpoint | null = await progress.checkpoint()
  if (checkpoint === null) return E.right({ kind: 'new' })
  if (checkpoint.logId !== logId)
    return E.right(
      doubtful(`Reactions have followed log ${checkpoint.logId} so far, and this is log ${logId}.`),
    )
  if (checkpoint.position === null) return E.right({ kind: 'known' })
  const end = await store.lastPosition()()
  if (E.isLeft(end)) return E.left('logAway')
  return E.right(
    end.right === null || end.right < checkpoint.position
      ? doubtful(
          `Reactions have followed this log to position ${checkpoint.position}, but it ends at ${end.right ?? 'its beginning'}: its end is lost, as after the restore of an older backup.`,
        )
      : { kind: 'known' },
  )
}
