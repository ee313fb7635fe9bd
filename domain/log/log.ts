import { z } from 'zod'
import { defineEvent, type EventsOf } from '../event.ts'

/** The log's own birth certificate: a view or a checkpoint of another log is recognised by it. */
export const logEvents = { LogCreated: defineEvent({ open: { logId: z.string() } }) } as const

export type LogEvent = EventsOf<typeof logEvents>
