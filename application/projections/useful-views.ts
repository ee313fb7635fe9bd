import type { Position } from '../ports/event-store.ts'
import type { ViewsCheckpoint } from '../ports/views.ts'
import type { Projections } from './fold-views.ts'

export type Usefulness =
  | { readonly kind: 'useful' }
  /** Their rows can still be read and followed on, and are to be replaced by new ones. */
  | { readonly kind: 'outdated'; readonly why: string }
  | { readonly kind: 'useless'; readonly why: string }

const changed = 'their projections have changed'

/** `dashboard.1 history.2` as versions by view. */
const versionsIn = (word: string): ReadonlyMap<string, number> =>
  new Map(
    word.split(' ').map((part) => {
      const dot = part.lastIndexOf('.')
      return [part.slice(0, dot), Number(part.slice(dot + 1))] as const
    }),
  )

/** Whether today's projections can work on rows of those versions: every view is there and of a version that may serve. */
const mayServe = (word: string, projections: Projections): boolean => {
  const versions = versionsIn(word)
  return Object.entries(projections).every(([name, { version, servesFrom = version }]) => {
    const present = versions.get(name)
    return present !== undefined && present >= servesFrom && present <= version
  })
}

/** What a set of views that was found can be used for, given the log and the projections as they are now. */
export const usefulness = (
  { logId, versions, position }: ViewsCheckpoint,
  log: { readonly logId: string; readonly end: Position | null },
  projections: Projections,
  currentVersions: string,
): Usefulness => {
  if (logId !== log.logId) return { kind: 'useless', why: 'they are of another log' }
  const isPast = position !== null && (log.end === null || position > log.end)
  if (isPast) return { kind: 'useless', why: 'their checkpoint is past the end of the log' }
  if (versions === currentVersions) return { kind: 'useful' }
  return { kind: mayServe(versions, projections) ? 'outdated' : 'useless', why: changed }
}

/** Building reads about four events in the time in which one is followed. */
const buildsFaster = 4n

/** Whether following what is missing takes longer than building from all that there is. */
export const isFarBehind = (position: Position | null, end: Position | null): boolean =>
  end !== null && (end - (position ?? 0n)) * buildsFaster > end
