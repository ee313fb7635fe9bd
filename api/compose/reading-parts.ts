import type { CommandHandler } from '../../application/commands/command-handler.ts'
import type { EventCodec } from '../../application/events/event-codec.ts'
import type { Clock } from '../../application/ports/clock.ts'
import type { EventStore } from '../../application/ports/event-store.ts'
import type { Fingerprints } from '../../application/ports/fingerprints.ts'
import type { Ids } from '../../application/ports/ids.ts'
import type { Views } from '../../application/projections/views.ts'
import { type AccountReading, accountReading } from '../../application/reading/account-reading.ts'
import { type HistoryReading, historyReading } from '../../application/reading/history-reading.ts'
import type { OpenedEnvelopes } from '../../application/reading/opened-envelopes.ts'
import { type PastReading, pastReading } from '../../application/reading/past-reading.ts'

interface Needs {
  readonly store: EventStore
  readonly codec: EventCodec
  readonly handler: CommandHandler
  readonly views: Views
  readonly opened: OpenedEnvelopes
  readonly fingerprints: Fingerprints
  readonly ids: Ids
  readonly clock: Clock
}

/** What is read: out of the views, and of the past out of the log itself. */
export interface ReadingParts {
  readonly accountReading: AccountReading
  readonly historyReading: HistoryReading
  readonly pastReading: PastReading
}

/** Composes what readers are shown; tests compose the same over their own stores. */
export const readingParts = (needs: Needs): ReadingParts => ({
  accountReading: accountReading(needs.views, needs.opened),
  historyReading: historyReading(needs),
  pastReading: pastReading(needs),
})
