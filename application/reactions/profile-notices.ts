import * as E from 'fp-ts/lib/Either.js'
import { hours } from '../../domain/instant.ts'
import type { MessageKind } from '../../domain/message/message.ts'
import { maskEmail } from '../../domain/profile/email.ts'
import { isErased } from '../../domain/sealed.ts'
import { loginOfNumber, maskNumber } from '../../domain/sip-account/number.ts'
import { sipAccount } from '../../domain/sip-account/sip-account.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { ProjectedEvent } from '../events/projected-event.ts'
import { issuedCodes } from './issued-codes.ts'
import type { Messengers } from './messengers.ts'
import { type NoticeByMail, type NoticeFacts, noticeLetter, phoneChangedSms } from './notice-words.ts'
import { type ContactHistory, contactsBefore, profileContacts } from './profile-contacts.ts'
import { type LogAway, type MessageReaction, type NotSent, pointless } from './reaction.ts'
import { idIn } from './work.ts'

/** Staff have the rest of the day to mend a gateway that was away. */
const noticeDeadline = hours(24)

/** The changes that a person hears of by letter, and what the notice of each is called. */
const mailed = {
  ProfilePasswordChanged: 'profilePasswordChanged',
  PhoneChanged: 'phoneChangedLetter',
  PasswordRecovered: 'passwordRecovered',
  EmailChangeRequested: 'emailChangeRequested',
  EmailConfirmed: 'emailChanged',
  TwoFactorEnabled: 'twoFactorEnabled',
  TwoFactorDisabled: 'twoFactorDisabled',
  RecoveryCodesIssued: 'recoveryCodesIssued',
  RecoveryCodeUsed: 'recoveryCodeUsed',
  SignInBlocked: 'signInBlocked',
  AccountBarred: 'accessWithdrawn',
} as const satisfies Readonly<Record<string, NoticeByMail>>

type MailedEvent = keyof typeof mailed
const mailedEvents: readonly MailedEvent[] = [
  'ProfilePasswordChanged',
  'PhoneChanged',
  'PasswordRecovered',
  'EmailChangeRequested',
  'EmailConfirmed',
  'TwoFactorEnabled',
  'TwoFactorDisabled',
  'RecoveryCodesIssued',
  'RecoveryCodeUsed',
  'SignInBlocked',
  'AccountBarred',
]

type Sent = Promise<E.Either<LogAway | NotSent, void>>
type Notice = Pick<MessageReaction, 'name' | 'by' | 'on'> & {
  readonly hand: (messageId: string, to: string, event: ProjectedEvent) => Sent
}

const maskOf = { sms: maskNumber, mail: maskEmail } as const

/**
 * Notices of changes to a Profile: whoever has taken one over cannot do so in silence. They go to the phone and the
 * address that held before the change, so that the old ones learn of it (`security.md`, e-mail link, recovery).
 */
export const profileNotices = (
  handler: CommandHandler,
  { sms, mail, publicUrl }: Messengers,
): readonly MessageReaction[] => {
  const historyOf = async ({ subjectId }: ProjectedEvent): Promise<E.Either<LogAway, ContactHistory>> => {
    const loaded = await handler.load(profileContacts, subjectId)()
    return E.isLeft(loaded) ? E.left('logAway') : E.right(loaded.right.state)
  }

  const receiverOf = async (
    event: ProjectedEvent,
    by: MessageKind,
  ): Promise<E.Either<LogAway, string | null>> => {
    const history = await historyOf(event)
    if (E.isLeft(history)) return history
    const contacts = contactsBefore(history.right, event.revision)
    const to = by === 'sms' ? contacts?.phone : contacts?.email
    return E.right(to === undefined || isErased(to) ? null : to)
  }

  /** Of the account that a withdrawal is about. */
  const loginOf = async (event: ProjectedEvent): Promise<E.Either<LogAway, string | null>> => {
    if (event.type !== 'AccountBarred') return E.right(null)
    const loaded = await handler.load(sipAccount, event.data.accountId)()
    if (E.isLeft(loaded)) return E.left('logAway')
    const { state } = loaded.right
    return E.right(state.status === 'absent' || isErased(state.number) ? null : loginOfNumber(state.number))
  }

  /** Whether another notice tells of it already: codes that came along with an authenticator. */
  const isToldAlready = async ({
    type,
    subjectId,
    revision,
  }: ProjectedEvent): Promise<E.Either<LogAway, boolean>> => {
    if (type !== 'RecoveryCodesIssued') return E.right(false)
    const loaded = await handler.load(issuedCodes, subjectId)()
    return E.isLeft(loaded) ? E.left('logAway') : E.right(loaded.right.state.along.includes(revision))
  }

  /** Of a phone that was changed, masked. */
  const phonesOf = async (event: ProjectedEvent): Promise<E.Either<LogAway, NoticeFacts['phones']>> => {
    if (event.type !== 'PhoneChanged') return E.right(null)
    const history = await historyOf(event)
    if (E.isLeft(history)) return history
    const [before, after] = [event.revision, event.revision + 1].map(
      (revision) => contactsBefore(history.right, revision)?.phone,
    )
    return E.right(
      typeof before === 'string' && typeof after === 'string'
        ? { before: maskNumber(before), after: maskNumber(after) }
        : null,
    )
  }

  const notice = ({ name, by, on, hand }: Notice): MessageReaction => ({
    kind: 'message',
    ...{ name, by, on },
    // A mail server that is away holds up no SMS.
    subjectOf: ({ stream }) => `profile-${idIn(stream)}/${by}`,

    request: async (event) => {
      const told = await isToldAlready(event)
      if (E.isLeft(told)) return told
      if (told.right) return E.right(null)
      const receiver = await receiverOf(event, by)
      if (E.isLeft(receiver)) return receiver
      if (receiver.right === null) return E.right(null)
      const { subjectId: profileId, at } = event
      const to = maskOf[by](receiver.right)
      return E.right({ accountId: null, profileId, to, deadline: at + noticeDeadline })
    },

    send: async (messageId, event) => {
      const receiver = await receiverOf(event, by)
      if (E.isLeft(receiver)) return receiver
      return receiver.right === null ? pointless('receiverErased') : hand(messageId, receiver.right, event)
    },
  })

  const byMail = (on: MailedEvent): Notice => ({
    ...{ name: mailed[on], by: 'mail', on },
    hand: async (id, to, event) => {
      const login = await loginOf(event)
      if (E.isLeft(login)) return login
      const phones = await phonesOf(event)
      if (E.isLeft(phones)) return phones
      const facts = { at: event.at, login: login.right, phones: phones.right, publicUrl }
      return mail.send({ id, to, ...noticeLetter(mailed[on], facts) })
    },
  })

  const phoneChanged: Notice = {
    ...{ name: 'phoneChanged', by: 'sms', on: 'PhoneChanged' },
    hand: (id, to) => sms.send({ id, to, text: phoneChangedSms }),
  }

  return [phoneChanged, ...mailedEvents.map(byMail)].map(notice)
}
