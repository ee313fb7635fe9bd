/** What a line of the log says beside its words: ids, counts, durations. No secret and nothing personal. */
export type LogFields = Readonly<Record<string, unknown>>

/** The structured log of the running process, not the event log. */
export interface Log {
  readonly info: (fields: LogFields, message: string) => void
  readonly warn: (fields: LogFields, message: string) => void
  readonly error: (fields: LogFields, message: string) => void
}
