import * as E from 'fp-ts/lib/Either.js'
import type { ChallengePurpose } from '../../domain/challenge/events.ts'
import { minutes } from '../../domain/instant.ts'
import type { MessageKind, MessagePurpose } from '../../domain/message/message.ts'
import { maskEmail } from '../../domain/profile/email.ts'
import { maskNumber } from '../../domain/sip-account/number.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { CodeToSend, OneTimeCodes } from '../ports/one-time-codes.ts'
import { type ChallengeIssued, laneOfIssue, receiverOfIssue, tellSent } from './challenge-issue.ts'
import { type MessageReaction, message, type NotSent } from './reaction.ts'

/** A code that comes later than this helps nobody (`architecture.md`, reactions). */
const codeDeadline = minutes(5)

interface OneTimeMessage {
  readonly name: MessagePurpose & ('oneTimeCode' | 'confirmationLetter' | 'recoveryLetter')
  readonly by: MessageKind
  readonly concerns: (purpose: ChallengePurpose) => boolean
  readonly deadlineOf: (event: ChallengeIssued) => number
  readonly hand: (order: CodeToSend) => Promise<E.Either<NotSent, void>>
}

const maskOf = { sms: maskNumber, mail: maskEmail } as const

/**
 * A code or a link of one issue of a challenge. Only the newest issue is sent, and a decoy never.
 */
const oneTimeMessage = (
  { name, by, concerns, deadlineOf, hand }: OneTimeMessage,
  handler: CommandHandler,
): MessageReaction =>
  message('ChallengeIssued', {
    name,
    by,
    subjectOf: laneOfIssue,
    concerns: ({ data }) => data.via === by && !data.decoy && concerns(data.purpose),

    request: async (event) => {
      const receiver = await receiverOfIssue(handler, event)
      if (E.isLeft(receiver)) return receiver.left === 'logAway' ? E.left('logAway') : E.right(null)
      const { profileId } = event.data
      const to = maskOf[by](receiver.right)
      return E.right({ accountId: null, profileId, to, deadline: deadlineOf(event) })
    },

    send: async (messageId, event) => {
      const receiver = await receiverOfIssue(handler, event)
      if (E.isLeft(receiver)) return receiver
      const { purpose, issue } = event.data
      const order = { messageId, challengeId: event.subjectId, issue, purpose, to: receiver.right }
      return hand(order)
    },

    handedOver: (event) => tellSent(handler, event),
  })

/** M4, M7, M17: codes by SMS; M8, M17: links by letter. They are rendered inside the vault. */
export const oneTimeMessages = (handler: CommandHandler, codes: OneTimeCodes): readonly MessageReaction[] => {
  const letter = {
    by: 'mail',
    deadlineOf: ({ data }: ChallengeIssued) => data.until,
    hand: codes.sendLink,
  } as const
  const declared: readonly OneTimeMessage[] = [
    {
      name: 'oneTimeCode',
      by: 'sms',
      concerns: () => true,
      deadlineOf: ({ at, data }) => Math.min(data.until, at + codeDeadline),
      hand: codes.sendCode,
    },
    { ...letter, name: 'confirmationLetter', concerns: (purpose) => purpose !== 'recoveryEmail' },
    { ...letter, name: 'recoveryLetter', concerns: (purpose) => purpose === 'recoveryEmail' },
  ]
  return declared.map((it) => oneTimeMessage(it, handler))
}
