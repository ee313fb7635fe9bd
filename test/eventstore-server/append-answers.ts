import { Metadata, type ServerErrorResponse, status } from '@grpc/grpc-js'
import type { AppendFault, AppendFaults } from './append-faults.ts'
import type { EventLog, Expectation, ProposedEvent, WriteOutcome } from './event-log.ts'

/** What an append call gets: an outcome, an error of the call itself, or nothing at all. */
export type AppendAnswer =
  | WriteOutcome
  | { readonly kind: 'failed'; readonly error: Partial<ServerErrorResponse> }
  | { readonly kind: 'silence' }

export type AnswerAppend = (
  stream: string,
  expected: Expectation,
  events: readonly ProposedEvent[],
) => AppendAnswer

const failed = (code: status, details: string, metadata: Record<string, string> = {}): AppendAnswer => ({
  kind: 'failed',
  error: { code, details, metadata: Metadata.fromHttp2Headers(metadata) },
})

const spoiled = (fault: AppendFault, resetConnections: () => void): AppendAnswer => {
  if (fault.how === 'cutOff') return failed(status.UNAVAILABLE, 'Connection dropped')
  if (fault.how === 'stopping') return failed(status.INTERNAL, 'Received RST_STREAM with code 2')
  if (fault.how === 'reset') resetConnections()
  return { kind: 'silence' }
}

/** Writes appends to the log, unless a fault waits for one. */
export const answerAppends =
  (log: EventLog, faults: AppendFaults, resetConnections: () => void): AnswerAppend =>
  (stream, expected, events) => {
    const fault = faults.take()
    if (fault === null) return log.write(stream, expected, events)
    if (fault.when === 'afterWrite') log.write(stream, expected, events)
    return spoiled(fault, resetConnections)
  }

export const tooLarge = (limitBytes: number): Partial<ServerErrorResponse> => ({
  code: status.INVALID_ARGUMENT,
  details: `Maximum Append Size of ${limitBytes} Exceeded.`,
  metadata: Metadata.fromHttp2Headers({
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': limitBytes.toString(),
  }),
})
