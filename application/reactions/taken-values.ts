import * as E from 'fp-ts/lib/Either.js'
import type { ChallengePurpose } from '../../domain/challenge/events.ts'
import { minutes } from '../../domain/instant.ts'
import { maskEmail } from '../../domain/profile/email.ts'
import { maskNumber } from '../../domain/sip-account/number.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import { laneOfIssue, receiverOfIssue } from './challenge-issue.ts'
import type { Messengers } from './messengers.ts'
import { emailTakenLetter, phoneTakenSms } from './notice-words.ts'
import { type MessageReaction, type MessageToRequest, message } from './reaction.ts'

/** As long as the code that the asking person waits for in vain would have been of use. */
const deadline = minutes(5)

const asksForValue: readonly ChallengePurpose[] = [
  'registrationPhone',
  'registrationEmail',
  'phoneChange',
  'emailChange',
]

/**
 * `security.md`, enumeration: whoever registers a phone or an e-mail that another Profile has, or changes to it, is told
 * the same as everybody; its owner is told by SMS or letter. A decoy of a recovery or a sign-in sends nothing.
 */
export const takenValues = (
  handler: CommandHandler,
  { sms, mail, publicUrl }: Messengers,
): readonly MessageReaction[] => {
  const ownerIsTold = (
    name: 'phoneAlreadyRegistered' | 'emailAlreadyRegistered',
    by: 'sms' | 'mail',
    hand: (id: string, to: string) => ReturnType<Messengers['sms']['send']>,
  ): MessageReaction =>
    message('ChallengeIssued', {
      name,
      by,
      subjectOf: laneOfIssue,
      concerns: ({ data }) => data.decoy && data.via === by && asksForValue.includes(data.purpose),

      request: async (event) => {
        const receiver = await receiverOfIssue(handler, event)
        if (E.isLeft(receiver)) return receiver.left === 'logAway' ? E.left('logAway') : E.right(null)
        const to = by === 'sms' ? maskNumber(receiver.right) : maskEmail(receiver.right)
        // It is in nobody's history: who asked would read there that the value is taken.
        const asked: MessageToRequest = {
          accountId: null,
          profileId: null,
          to,
          deadline: event.at + deadline,
        }
        return E.right(asked)
      },

      send: async (messageId, event) => {
        const receiver = await receiverOfIssue(handler, event)
        return E.isLeft(receiver) ? receiver : hand(messageId, receiver.right)
      },
    })

  return [
    ownerIsTold('phoneAlreadyRegistered', 'sms', (id, to) => sms.send({ id, to, text: phoneTakenSms })),
    ownerIsTold('emailAlreadyRegistered', 'mail', (id, to) =>
      mail.send({ id, to, ...emailTakenLetter(publicUrl) }),
    ),
  ]
}
