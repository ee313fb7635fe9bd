import type { RemoteSpan } from '../application/ports/tracing.ts'

const traceparent = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/

/**
 * The caller's span by its `traceparent` (W3C Trace Context); `null` for none, and for what is malformed. It says what
 * belongs together, nothing else: its flags are not heeded, `tracestate` and `baggage` are not read.
 */
export const callersSpan = (header: string | string[] | undefined): RemoteSpan | null => {
  if (typeof header !== 'string') return null
  const [, version, traceId, spanId, more] = traceparent.exec(header) ?? []
  if (traceId === undefined || spanId === undefined) return null
  // Only a later version may have more to say.
  return version === '00' && more !== undefined ? null : { traceId, spanId }
}

/** A trace's id written as a uuid: as a correlation id it is the trace's own (`docs/adr/0011`). */
export const correlationIdOfTrace = (traceId: string): string =>
  traceId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
