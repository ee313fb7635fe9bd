import { z } from 'zod'
import type { Aggregate, Decided } from '../decision.ts'
import { nothingToDo, record } from '../decision.ts'
import { defineEvent, type EventsOf, oneOf } from '../event.ts'

const parkedShape = {
  /** `effect`: what was to follow from an event; `view`: a stream that a view leaves out. */
  kind: z.enum(['effect', 'view']),
  /** Name of the reaction, or of the view. */
  work: z.string(),
  stream: z.string(),
  revision: z.number(),
}

/** One act of the operator's on the cabinet itself: asked for first, then what came of it. */
export const operationEvents = {
  MasterKeyRotationRequested: defineEvent({}),
  /** `masterKeyId`: of the key that wraps everything from now on; it tells nothing of the key. */
  MasterKeyRotated: defineEvent({ open: { masterKeyId: z.string() } }),
  ViewsRebuildRequested: defineEvent({}),
  /** Reactions follow the log `logId` from its first event, although it is not the one they knew. */
  LogAccepted: defineEvent({ open: { logId: z.string() } }),
  ParkedRetryRequested: defineEvent({ open: parkedShape }),
  ParkedSkipRequested: defineEvent({ open: parkedShape }),
  /** `directory`: the operator's own words for where it goes. */
  BackupRequested: defineEvent({ sealed: { directory: z.string() } }),
  /** `position`: decimal position of the last event that the backup covers. */
  BackupTaken: defineEvent({ open: { position: z.string().nullable(), bytes: z.number() } }),
  /**
   * What follows happened after the data was put back as a backup had it: `takenAt`, UTC milliseconds, `position` its last
   * event. `logKept`: the log was not replaced, only what lies beside it.
   */
  BackupRestored: defineEvent({
    open: { takenAt: z.number(), position: z.string().nullable(), logKept: z.boolean() },
  }),
} as const

export type OperationEvent = EventsOf<typeof operationEvents>

export interface Operation {
  /** What the stream has told so far. */
  readonly told: readonly OperationEvent['type'][]
}

export const operation: Aggregate<Operation, OperationEvent, 'operation'> = {
  category: 'operation',
  owns: oneOf(operationEvents),
  initial: { told: [] },
  evolve: ({ told }, { type }) => ({ told: [...told, type] }),
}

/** Tells one step of an act; told again, it is nothing new. */
export const tellStep =
  (event: OperationEvent) =>
  ({ told }: Operation): Decided<OperationEvent, never> =>
    told.includes(event.type) ? nothingToDo : record(event)
