import { z } from 'zod'
import type { Aggregate, Decided } from '../decision.ts'
import { nothingToDo, record } from '../decision.ts'
import { defineEvent, type EventsOf, oneOf } from '../event.ts'

/** One reading of somebody's history: the auditor is audited too. */
export const auditReadEvents = {
  /** `query`: the filters as they were given. */
  HistoryQueried: defineEvent({ sealed: { query: z.record(z.string(), z.string()) } }),
} as const

export type AuditReadEvent = EventsOf<typeof auditReadEvents>

export interface AuditRead {
  readonly recorded: boolean
}

export const auditRead: Aggregate<AuditRead, AuditReadEvent, 'auditRead'> = {
  category: 'auditRead',
  owns: oneOf(auditReadEvents),
  initial: { recorded: false },
  evolve: () => ({ recorded: true }),
}

/** Records one query; its further pages are the same reading. */
export const recordQuery =
  (query: Readonly<Record<string, string>>) =>
  (state: AuditRead): Decided<AuditReadEvent, never> =>
    state.recorded ? nothingToDo : record({ type: 'HistoryQueried', data: { query: { ...query } } })
