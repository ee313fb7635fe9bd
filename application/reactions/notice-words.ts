import type { Instant } from '../../domain/instant.ts'
import type { MessagePurpose } from '../../domain/message/message.ts'

export interface LetterText {
  readonly subject: string
  /** Russian, then English. */
  readonly text: string
}

/** Notices that go by mail. */
export type NoticeByMail = MessagePurpose &
  (
    | 'profilePasswordChanged'
    | 'phoneChangedLetter'
    | 'passwordRecovered'
    | 'emailChangeRequested'
    | 'emailChanged'
    | 'twoFactorEnabled'
    | 'twoFactorDisabled'
    | 'recoveryCodesIssued'
    | 'recoveryCodeUsed'
    | 'signInBlocked'
    | 'accessWithdrawn'
  )

/** One SMS of 70 characters each: more would be charged as two. */
export const phoneTakenSms = 'МультиФон Бизнес: на этот номер уже есть Профиль. Войдите в него.'
export const phoneChangedSms = 'МультиФон Бизнес: телефон Профиля изменён. Не вы? Позвоните нам.'

interface Words {
  readonly subject: string
  readonly ru: string
  readonly en: string
}

export interface NoticeFacts {
  readonly at: Instant
  /** Of the account that the notice is about. */
  readonly login: string | null
  /** Of a phone that was changed, masked: a letter lies in a mailbox for years. */
  readonly phones: { readonly before: string; readonly after: string } | null
  readonly publicUrl: string
}

/** What has happened, and what to do if it was somebody else. `ru` and `en` come after the moment. */
const words: Readonly<Record<NoticeByMail, (facts: NoticeFacts) => Words>> = {
  profilePasswordChanged: () => ({
    subject: 'Пароль Профиля изменён',
    ru: 'изменён пароль вашего Профиля.',
    en: 'the password of your Profile was changed',
  }),
  phoneChangedLetter: ({ phones }) => ({
    subject: 'Телефон Профиля изменён',
    ru: `изменён телефон вашего Профиля${phones === null ? '' : `: был ${phones.before}, стал ${phones.after}`}.`,
    en: `the phone of your Profile was changed${phones === null ? '' : ` from ${phones.before} to ${phones.after}`}`,
  }),
  passwordRecovered: () => ({
    subject: 'Пароль Профиля восстановлен',
    ru: 'пароль вашего Профиля восстановлен; все сеансы завершены.',
    en: 'the password of your Profile was recovered, and all its sessions were ended',
  }),
  emailChangeRequested: () => ({
    subject: 'Запрошена смена адреса электронной почты',
    ru: 'для вашего Профиля указан другой адрес электронной почты. Этот останется в силе, пока новый не подтвердят по ссылке из письма.',
    en: 'another e-mail address was given for your Profile. This one stays until the new one is confirmed by the link of a letter',
  }),
  emailChanged: () => ({
    subject: 'Адрес электронной почты изменён',
    ru: 'в вашем Профиле указан другой адрес электронной почты; на этот писем больше не будет.',
    en: 'your Profile was given another e-mail address; this one gets no more letters',
  }),
  twoFactorEnabled: () => ({
    subject: 'Двухфакторная авторизация включена',
    ru: 'включена двухфакторная авторизация вашего Профиля или сменён её способ.',
    en: 'two-factor sign-in of your Profile was switched on, or its method changed',
  }),
  twoFactorDisabled: () => ({
    subject: 'Двухфакторная авторизация отключена',
    ru: 'отключена двухфакторная авторизация вашего Профиля.',
    en: 'two-factor sign-in of your Profile was switched off',
  }),
  recoveryCodesIssued: () => ({
    subject: 'Созданы новые резервные коды',
    ru: 'для вашего Профиля созданы новые резервные коды; прежние больше не действуют.',
    en: 'new recovery codes were made for your Profile; those before open nothing any more',
  }),
  recoveryCodeUsed: () => ({
    subject: 'Использован резервный код',
    ru: 'вместо кода из приложения-аутентификатора использован резервный код вашего Профиля; второй раз он не подойдёт.',
    en: "a recovery code of your Profile was used instead of the authenticator's; it cannot be used again",
  }),
  signInBlocked: () => ({
    subject: 'Вход по паролю заблокирован',
    ru: 'вход в ваш Профиль по паролю заблокирован: слишком много неверных паролей подряд. Войти снова можно после восстановления пароля.',
    en: 'signing in to your Profile was blocked after too many wrong passwords in a row. Recover the password to sign in again',
  }),
  accessWithdrawn: ({ login }) => ({
    subject: 'Доступ к учётной записи отозван',
    ru: `доступ вашего Профиля к учётной записи ${login ?? 'SIP'} отозван оператором.`,
    en: `the operator withdrew your Profile's access to the ${login ?? 'SIP'} account`,
  }),
}

const moment = (language: 'ru-RU' | 'en-GB', at: Instant): string =>
  new Intl.DateTimeFormat(language, {
    ...{ timeZone: 'Europe/Moscow', dateStyle: 'long', timeStyle: 'short' },
  }).format(at)

const letter = (subject: string, ru: readonly string[], en: readonly string[]): LetterText => ({
  subject: `МультиФон Бизнес: ${subject}`,
  text: `Здравствуйте!\n\n${ru.join('\n\n')}\n\n—\n\nHello,\n\n${en.join('\n\n')}\n`,
})

/** Whoever has lost the address, or was sent away by the operator, can only call. */
const callsOperator: readonly NoticeByMail[] = ['emailChanged', 'accessWithdrawn']

/** What recovering the password does not undo: a stranger's second factor keeps the owner out all the same. */
const outlivesRecovery: readonly NoticeByMail[] = ['twoFactorEnabled', 'recoveryCodesIssued']

/** A notice in both languages. It holds no link but the cabinet's own address, and no secret. */
export const noticeLetter = (purpose: NoticeByMail, facts: NoticeFacts): LetterText => {
  const { at, publicUrl } = facts
  const { subject, ru, en } = words[purpose](facts)
  const [adviceRu, adviceEn] = callsOperator.includes(purpose)
    ? ['Если вы об этом не знали, обратитесь к оператору.', 'If this is news to you, call the operator.']
    : [
        `Если это сделали вы, ничего делать не нужно. Если нет — сразу восстановите пароль: ${publicUrl}`,
        `If it was you, there is nothing to do. If not, recover the password at once: ${publicUrl}`,
      ]
  const [moreRu, moreEn] = outlivesRecovery.includes(purpose)
    ? [
        ['Если после этого вход попросит код, которого у вас нет, обратитесь к оператору.'],
        ['If signing in then asks for a code that you do not have, call the operator.'],
      ]
    : [[], []]
  return letter(
    subject,
    [`${moment('ru-RU', at)} (по московскому времени) ${ru}`, adviceRu, ...moreRu],
    [`On ${moment('en-GB', at)} (Moscow time) ${en}.`, adviceEn, ...moreEn],
  )
}

/** To the owner of an address that somebody has just given as their own. */
export const emailTakenLetter = (publicUrl: string): LetterText =>
  letter(
    'на этот адрес уже есть Профиль',
    [
      'Этот адрес электронной почты указали для другого Профиля, но на него уже зарегистрирован ваш.',
      `Если это были вы, войдите: ${publicUrl}. Если нет, ничего делать не нужно.`,
    ],
    [
      'This e-mail address was given for another Profile, but yours is registered with it already.',
      `If it was you, sign in: ${publicUrl}. If not, there is nothing to do.`,
    ],
  )
