import * as E from 'fp-ts/lib/Either.js'
import { type Instant, minutes } from '../../domain/instant.ts'
import type { Sealed } from '../../domain/sealed.ts'
import type { Position } from '../ports/event-store.ts'
import type { HistoryEntry } from '../projections/history/history-entry.ts'
import type { Views } from '../projections/views.ts'
import type { ShownEntry } from './shown-entry.ts'

/** From where somebody came in. */
export interface SessionOrigin {
  readonly ip: Sealed<string> | null
  readonly userAgent: Sealed<string> | null
}

/**
 * From where a Profile's sessions of the time since `from` were entered, by their ids. A session whose entry the views do
 * not have yet is missing: seeing and ending sessions must not wait for them.
 */
export type SessionOrigins = (
  profileId: string,
  from: Instant,
  since: Position | null,
) => Promise<ReadonlyMap<string, SessionOrigin>>

/** What makes a session the Profile's: its own entry, or its password given in a SIP account's session (M14). */
const entries: readonly string[] = ['SessionOpened', 'ProfileProven']

/** A session's row is written after its event, and knows only its own moment. */
const rowComesLater = minutes(1)

/** More than a day's sessions of any person. */
const mostEntries = 1_000

export const sessionOrigins =
  (
    { readAt }: Pick<Views, 'readAt'>,
    shownToOwner: (entries: readonly HistoryEntry[], profileId: string) => Promise<readonly ShownEntry[]>,
  ): SessionOrigins =>
  async (profileId, from, since) => {
    const reader = await readAt(since)()
    if (E.isLeft(reader)) return new Map()
    const query = { profileId, types: entries, from: from - rowComesLater, limit: mostEntries }
    const found = await reader.right.history(query)
    const shown = await shownToOwner(found, profileId)
    return new Map(
      shown.map(({ stream, ip, userAgent }) => [stream.slice('session-'.length), { ip, userAgent }]),
    )
  }
