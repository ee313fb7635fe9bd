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

/** The network between the server and its clients, as far as faults need it. */
export interface Reached {
  readonly port: number
  readonly reset: () => void
}

const notLeader = (port: number): AppendAnswer =>
  failed(status.NOT_FOUND, 'Leader info available', {
    exception: 'not-leader',
    'leader-endpoint-host': '127.0.0.1',
    'leader-endpoint-port': port.toString(),
  })

const spoiled = (fault: AppendFault, reached: Reached): AppendAnswer => {
  if (fault.how === 'cutOff') return failed(status.UNAVAILABLE, 'Connection dropped')
  if (fault.how === 'stopping') return failed(status.INTERNAL, 'Received RST_STREAM with code 2')
  if (fault.how === 'accessDenied')
    return failed(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' })
  if (fault.how === 'notLeader') return notLeader(reached.port)
  if (fault.how === 'reset') reached.reset()
  return { kind: 'silence' }
}

/** Writes appends to the log, unless a fault waits for one. */
export const answerAppends =
  (log: EventLog, faults: AppendFaults, reached: () => Reached): AnswerAppend =>
  (stream, expected, events) => {
    const fault = faults.take()
    if (fault === null) return log.write(stream, expected, events)
    if (fault.when === 'afterWrite') log.write(stream, expected, events)
    return spoiled(fault, reached())
  }

export const tooLarge = (limitBytes: number): Partial<ServerErrorResponse> => ({
  code: status.INVALID_ARGUMENT,
  details: `Maximum Append Size of ${limitBytes} Exceeded.`,
  metadata: Metadata.fromHttp2Headers({
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': limitBytes.toString(),
  }),
})
