import type { LogBook } from './log-book.ts'
import type { LoggedEvent } from './log-copy.ts'

/** A message that an event asks for, worked out from the log alone, apart from the product's own code. */
export interface ExpectedMessage {
  readonly cause: LoggedEvent
  readonly kind: 'sms' | 'mail'
  readonly purpose: string
  /** Something in the log may have made it pointless before it was even looked at: then there may be none. */
  readonly mayLack: boolean
}

type Expectation = Pick<ExpectedMessage, 'kind' | 'purpose'>

const sms = (purpose: string): Expectation => ({ kind: 'sms', purpose })
const mail = (purpose: string): Expectation => ({ kind: 'mail', purpose })

const ofProfile: Readonly<Record<string, Expectation>> = {
  ProfilePasswordChanged: mail('profilePasswordChanged'),
  PasswordRecovered: mail('passwordRecovered'),
  EmailChangeRequested: mail('emailChangeRequested'),
  EmailConfirmed: mail('emailChanged'),
  TwoFactorEnabled: mail('twoFactorEnabled'),
  TwoFactorDisabled: mail('twoFactorDisabled'),
  RecoveryCodeUsed: mail('recoveryCodeUsed'),
  SignInBlocked: mail('signInBlocked'),
  AccountBarred: mail('accessWithdrawn'),
}

const givesValue = ['registrationPhone', 'registrationEmail', 'phoneChange', 'emailChange']

/** A code or a link; of a decoy only the owner of a value that is taken hears. An authenticator needs no message. */
const ofChallenge = ({ data }: LoggedEvent): Expectation | null => {
  const purpose = String(data['purpose'])
  const isDecoy = data['decoy'] === true
  if (data['via'] === 'authenticator' || (isDecoy && !givesValue.includes(purpose))) return null
  if (data['via'] === 'sms') return sms(isDecoy ? 'phoneAlreadyRegistered' : 'oneTimeCode')
  if (isDecoy) return mail('emailAlreadyRegistered')
  return mail(purpose === 'recoveryEmail' ? 'recoveryLetter' : 'confirmationLetter')
}

/** Codes that came along with an authenticator are told of by its own letter. */
const ofCodes = ({ stream, revision }: LoggedEvent, book: LogBook): Expectation | null =>
  book.stream(stream)[revision - 1]?.type === 'TwoFactorEnabled' ? null : mail('recoveryCodesIssued')

const expectationsOf = (event: LoggedEvent, book: LogBook): readonly (Expectation | null)[] => {
  if (event.type === 'PasswordReminderRequested') return [sms('passwordReminder')]
  if (event.type === 'ChallengeIssued') return [ofChallenge(event)]
  if (!event.stream.startsWith('profile-')) return []
  if (event.type === 'PhoneChanged') return [sms('phoneChanged'), mail('phoneChangedLetter')]
  if (event.type === 'RecoveryCodesIssued') return [ofCodes(event, book)]
  return [ofProfile[event.type] ?? null]
}

const superseding: ReadonlySet<string> = new Set(['ChallengeIssued', 'ChallengePassed', 'ChallengeFailed'])
const forgetting: ReadonlySet<string> = new Set(['ProfileErased', 'RegistrationAbandoned'])

/** Newer codes, right answers, wrong ones that burned it, and forgetting leave nobody or nothing to send. */
const mayLack = (event: LoggedEvent, book: LogBook): boolean => {
  const later = book.stream(event.stream).slice(event.revision + 1)
  if (event.type === 'PasswordReminderRequested') return false
  if (event.type !== 'ChallengeIssued') return later.some(({ type }) => forgetting.has(type))
  const person = String(event.data['profileId'])
  const life = [...book.stream(`profile-${person}`), ...book.stream(`registration-${person}`)]
  return later.some(({ type }) => superseding.has(type)) || life.some(({ type }) => forgetting.has(type))
}

/** Every message that the log asks for, by the event that asks. */
export const expectedMessages = (book: LogBook): ReadonlyMap<string, readonly ExpectedMessage[]> => {
  const expected = new Map<string, readonly ExpectedMessage[]>()
  for (const cause of book.events) {
    const asked = expectationsOf(cause, book).filter((expectation) => expectation !== null)
    if (asked.length === 0) continue
    expected.set(
      cause.id,
      asked.map((expectation) => ({ ...expectation, cause, mayLack: mayLack(cause, book) })),
    )
  }
  return expected
}
