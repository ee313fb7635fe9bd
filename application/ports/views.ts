import type { Instant } from '../../domain/instant.ts'
import type { DirectoryRow } from '../projections/account-directory.ts'
import type { DashboardRow } from '../projections/dashboard.ts'
import type { HistoryEntry, HistoryStream } from '../projections/history/history-entry.ts'
import type { Position, StoredEvent, StreamName } from './event-store.ts'

/** The rows of every view, by the view's name. */
export interface ViewRows {
  readonly dashboard: DashboardRow
  readonly accountDirectory: DirectoryRow
  /** What the history folds streams into; its entries are beside the rows. */
  readonly history: HistoryStream
}

export type ViewName = keyof ViewRows

/** A stream whose event a view could not take; from there on the view leaves the stream out, visibly. */
export interface ParkedStream {
  readonly view: ViewName
  readonly stream: StreamName
  /** Of the event that failed. */
  readonly revision: number
  readonly position: Position
  readonly type: string
  /** In words, without personal data. */
  readonly why: string
  readonly since: Instant
  readonly attempts: number
}

/** What a run of events does to the views; stored whole or not at all, with how far it has got. */
export interface ViewsBatch {
  readonly rows: { readonly [View in ViewName]: ReadonlyMap<string, ViewRows[View]> }
  readonly entries: readonly HistoryEntry[]
  readonly parked: readonly ParkedStream[]
  /** No longer parked. */
  readonly unparked: readonly Pick<ParkedStream, 'view' | 'stream'>[]
  /** Of the last event that was looked at; `null` leaves the checkpoint where it is. */
  readonly position: Position | null
}

/** Which log, up to where, by which versions of the projections. */
export interface ViewsCheckpoint {
  readonly logId: string
  readonly position: Position | null
  /** Of all projections, in one word. */
  readonly versions: string
}

/** Newest first; every condition that is given must hold. */
export interface HistoryQuery {
  readonly accountId?: string | undefined
  readonly profileId?: string | undefined
  readonly actorId?: string | undefined
  /** Any of them. */
  readonly types?: readonly string[] | undefined
  /** From this instant on. */
  readonly from?: Instant | undefined
  /** Before this instant. */
  readonly to?: Instant | undefined
  readonly correlationId?: string | undefined
  readonly forSubscriber?: true | undefined
  /** Entries older than this position. */
  readonly before?: Position | undefined
  readonly limit: number
}

export interface DirectoryQuery {
  /** Accounts provisioned before this position. */
  readonly before?: Position | undefined
  readonly limit: number
}

/** What the views say. */
export interface ViewsReader {
  readonly dashboard: (accountId: string) => Promise<DashboardRow | null>
  /** Newest first. */
  readonly accounts: (query: DirectoryQuery) => Promise<readonly DirectoryRow[]>
  readonly history: (query: HistoryQuery) => Promise<readonly HistoryEntry[]>
}

/** One whole set of views. Everything in it can be rebuilt from the log. */
export interface ViewsFile extends ViewsReader {
  readonly checkpoint: ViewsCheckpoint
  readonly rowsOf: <View extends ViewName>(
    view: View,
    keys: readonly string[],
  ) => Promise<ReadonlyMap<string, ViewRows[View]>>
  /** Stores a batch and the checkpoint in one transaction. */
  readonly commit: (batch: ViewsBatch) => Promise<void>
  readonly parked: () => Promise<readonly ParkedStream[]>
  /** Of the history: its entries. */
  readonly countRows: () => Promise<{ readonly [View in ViewName]: number }>
  readonly close: () => void
}

/** How far a set has been built. */
export interface BuiltSoFar {
  /** Of the last event that is in it. */
  readonly position: Position | null
  readonly events: number
}

/** A set of views that is being built from the whole log, away from the turns in which requests are served. */
export interface ViewsBuild {
  readonly soFar: () => BuiltSoFar
  /**
   * Reads the log by itself, up to where it ends now, where it lies within reach; `false` where it does not, and events
   * are given instead. Rejects when it cannot.
   */
  readonly readLog: () => Promise<boolean>
  /** Events in log order from the first one on. Resolves when more can be taken; rejects when they cannot be stored. */
  readonly take: (events: readonly StoredEvent[]) => Promise<void>
  /** Ends the building: the set is durable and can be followed on from its checkpoint. It does not serve yet. */
  readonly end: () => Promise<ViewsFile>
  /** Throws away what has been built so far. Harmless after the end. */
  readonly discard: () => Promise<void>
}

/** Where sets of views lie; one of them serves. */
export interface ViewsShelf {
  /** The set that served last; `null` when there is none that can be used. Half-built ones are thrown away. */
  readonly serving: () => ViewsFile | null
  /** A new, empty set beside the one that serves. */
  readonly create: (logId: string, versions: string) => ViewsFile
  /** A new set that is to be filled from the whole log. `now` is when what cannot be taken is said to be parked. */
  readonly build: (logId: string, versions: string, now: Instant) => ViewsBuild
  /** Lets a set serve from now on, after a restart too; resolves when the others are removed. */
  readonly promote: (file: ViewsFile) => Promise<void>
}
