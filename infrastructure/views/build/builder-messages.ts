import type { Position, StoredEvent } from '../../../application/ports/event-store.ts'
import type { Instant } from '../../../domain/instant.ts'

/** What the thread that builds views is started with. */
export interface BuilderStart {
  /** Of the file being built, which nobody else opens before it is done. */
  readonly path: string
  readonly logId: string
  readonly versions: string
  readonly now: Instant
}

export type ToBuilder =
  /** In log order, from the first event on. */
  | { readonly kind: 'take'; readonly events: readonly StoredEvent[] }
  /** Reads a log's file itself, to its end. */
  | { readonly kind: 'scan'; readonly log: string }
  | { readonly kind: 'end' }

export type FromBuilder =
  | { readonly kind: 'taken'; readonly position: Position | null; readonly events: number }
  /** Answers `scan`. */
  | { readonly kind: 'scanned' }
  /** Everything is on the disk, and the file is closed. */
  | { readonly kind: 'ended' }
