import codes from '@eventstore/db-client/generated/code_pb.js'
import shared from '@eventstore/db-client/generated/shared_pb.js'
import rpc from '@eventstore/db-client/generated/status_pb.js'
import type { BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import type { handleBidiStreamingCall } from '@grpc/grpc-js'
import protobufAny from 'google-protobuf/google/protobuf/any_pb.js'
import protobufEmpty from 'google-protobuf/google/protobuf/empty_pb.js'
import type { AnswerAppend } from './append-answers.ts'
import type { Expectation, ProposedEvent, WriteOutcome } from './event-log.ts'
import { proposedEventFrom, streamIdentifier, streamNameFrom } from './wire.ts'

interface Pending {
  readonly stream: string
  readonly expected: Expectation
  readonly events: ProposedEvent[]
}

const expectationFrom = (options: BatchAppendReq.Options): Expectation => {
  if (options.hasNoStream()) return 'noStream'
  if (options.hasStreamExists()) return 'streamExists'
  return options.hasAny() ? 'any' : Number(options.getStreamPosition())
}

const refusal = (type: string, details: Uint8Array): InstanceType<typeof rpc.Status> => {
  const packed = new protobufAny.Any()
  packed.pack(details, type)
  return new rpc.Status().setCode(codes.Code.INVALID_ARGUMENT).setMessage(type).setDetails(packed)
}

const wrongExpectedVersion = (current: number | 'noStream', expected: Expectation): Uint8Array => {
  const wrong = new shared.WrongExpectedVersion()
  if (current === 'noStream') wrong.setCurrentNoStream(new protobufEmpty.Empty())
  else wrong.setCurrentStreamRevision(current.toString())
  if (typeof expected === 'number') wrong.setExpectedStreamPosition(expected.toString())
  else if (expected === 'noStream') wrong.setExpectedNoStream(new protobufEmpty.Empty())
  else if (expected === 'streamExists') wrong.setExpectedStreamExists(new protobufEmpty.Empty())
  else wrong.setExpectedAny(new protobufEmpty.Empty())
  return wrong.serializeBinary()
}

const responseFor = (outcome: WriteOutcome, expected: Expectation): BatchAppendResp => {
  const response = new streams.BatchAppendResp()
  if (outcome.kind === 'wrongExpectedVersion')
    return response.setError(
      refusal('event_store.client.WrongExpectedVersion', wrongExpectedVersion(outcome.current, expected)),
    )
  if (outcome.kind === 'tooLarge') {
    const details = new shared.MaximumAppendSizeExceeded().setMaxappendsize(outcome.limitBytes)
    return response.setError(
      refusal('event_store.client.MaximumAppendSizeExceeded', details.serializeBinary()),
    )
  }
  const position = new shared.AllStreamPosition()
    .setCommitPosition(outcome.position.toString())
    .setPreparePosition(outcome.position.toString())
  return response.setSuccess(
    new streams.BatchAppendResp.Success()
      .setCurrentRevision(outcome.revision.toString())
      .setPosition(position),
  )
}

/** `Streams/BatchAppend`: one duplex call carries all appends of a client; answers name their append. */
export const batchAppendCall =
  (answer: AnswerAppend): handleBidiStreamingCall<BatchAppendReq, BatchAppendResp> =>
  (call) => {
    const pending = new Map<string, Pending>()

    const finish = (correlation: string, { stream, expected, events }: Pending): void => {
      pending.delete(correlation)
      const outcome = answer(stream, expected, events)
      if (outcome.kind === 'silence') return
      if (outcome.kind === 'failed') {
        call.emit('error', outcome.error)
        return
      }
      call.write(
        responseFor(outcome, expected)
          .setCorrelationId(new shared.UUID().setString(correlation))
          .setStreamIdentifier(streamIdentifier(stream)),
      )
    }

    call.on('data', (request: BatchAppendReq) => {
      const correlation = request.getCorrelationId()?.getString() ?? ''
      const options = request.getOptions()
      if (options !== undefined)
        pending.set(correlation, {
          stream: streamNameFrom(options.getStreamIdentifier()),
          expected: expectationFrom(options),
          events: [],
        })
      const append = pending.get(correlation)
      append?.events.push(...request.getProposedMessagesList().map(proposedEventFrom))
      if (append !== undefined && request.getIsFinal()) finish(correlation, append)
    })
    call.on('error', () => {})
    call.on('end', () => call.end())
  }
