import shared from '@eventstore/db-client/generated/shared_pb.js'
import type { AppendReq, AppendResp } from '@eventstore/db-client/generated/streams_pb.js'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import type { handleClientStreamingCall } from '@grpc/grpc-js'
import { type AnswerAppend, tooLarge } from './append-answers.ts'
import type { Expectation, ProposedEvent, WriteOutcome } from './event-log.ts'
import { proposedEventFrom, streamNameFrom } from './wire.ts'

const expectationFrom = (options: AppendReq.Options): Expectation => {
  if (options.hasNoStream()) return 'noStream'
  if (options.hasStreamExists()) return 'streamExists'
  return options.hasAny() ? 'any' : Number(options.getRevision())
}

const success = ({ revision, position }: Extract<WriteOutcome, { kind: 'written' }>): AppendResp =>
  new streams.AppendResp().setSuccess(
    new streams.AppendResp.Success()
      .setCurrentRevision(revision.toString())
      .setPosition(
        new streams.AppendResp.Position()
          .setCommitPosition(position.toString())
          .setPreparePosition(position.toString()),
      ),
  )

const wrongExpectedVersion = (current: number | 'noStream', expected: Expectation): AppendResp => {
  const wrong = new streams.AppendResp.WrongExpectedVersion()
  if (current === 'noStream') wrong.setCurrentNoStream(new shared.Empty())
  else wrong.setCurrentRevision(current.toString())
  if (typeof expected === 'number') wrong.setExpectedRevision(expected.toString())
  else if (expected === 'noStream') wrong.setExpectedNoStream(new shared.Empty())
  else if (expected === 'streamExists') wrong.setExpectedStreamExists(new shared.Empty())
  else wrong.setExpectedAny(new shared.Empty())
  return new streams.AppendResp().setWrongExpectedVersion(wrong)
}

/** `Streams/Append`: a call of its own for each append. */
export const appendCall =
  (answer: AnswerAppend): handleClientStreamingCall<AppendReq, AppendResp> =>
  (call, reply) => {
    let stream = ''
    let expected: Expectation = 'any'
    const events: ProposedEvent[] = []
    call.on('data', (request: AppendReq) => {
      const options = request.getOptions()
      const message = request.getProposedMessage()
      if (options !== undefined) {
        stream = streamNameFrom(options.getStreamIdentifier())
        expected = expectationFrom(options)
      }
      if (message !== undefined) events.push(proposedEventFrom(message))
    })
    call.on('error', () => {})
    call.on('end', () => {
      const outcome = answer(stream, expected, events)
      if (outcome.kind === 'written') reply(null, success(outcome))
      else if (outcome.kind === 'wrongExpectedVersion')
        reply(null, wrongExpectedVersion(outcome.current, expected))
      else if (outcome.kind === 'tooLarge') reply(tooLarge(outcome.limitBytes))
      else if (outcome.kind === 'failed') reply(outcome.error)
    })
  }
