import type { RecoveryStep } from '../../domain/profile/password.ts'
import type { RegistrationStep } from '../../domain/registration/registration.ts'
import type { stageShown } from '../../domain/session/session.ts'
import type { StaffStage } from '../../domain/staff/staff.ts'
import type { Language } from './language.ts'

/** Every step that a refusal may name as the one that comes first. */
export type Due = ReturnType<typeof stageShown> | StaffStage | RegistrationStep | RecoveryStep

type DueWords = Readonly<Record<Due, string>>

const russian: DueWords = {
  linkOrRegister: 'Сначала войдите в свой Профиль или зарегистрируйте его.',
  secondFactor: 'Сначала подтвердите вход вторым фактором: кодом из SMS или из приложения-аутентификатора.',
  accountChoice: 'Сначала выберите учётную запись, с которой будете работать.',
  open: 'Вход уже завершён: этот шаг больше не нужен.',
  passwordChange: 'Сначала замените одноразовый пароль своим.',
  authenticatorSetup:
    'Сначала подключите приложение-аутентификатор: начните подключение и введите код из приложения.',
  phone: 'Сначала укажите номер телефона.',
  phoneCode: 'Сначала введите код из SMS.',
  details: 'Сначала укажите фамилию, имя и адрес электронной почты и примите оферту.',
  password: 'Сейчас нужно задать пароль.',
  letter: 'Сейчас нужно отправить письмо для подтверждения адреса электронной почты.',
  emailConfirmation: 'Сначала подтвердите адрес электронной почты по ссылке из письма.',
  profile: 'Почта подтверждена, Профиль создаётся. Подождите немного и войдите.',
  emailLink: 'Сначала откройте ссылку из письма, которое отправлено на адрес Профиля.',
}

const english: DueWords = {
  linkOrRegister: 'Sign in with your Profile or register one first.',
  secondFactor: 'Confirm the second factor first: the code of the SMS, or of the authenticator app.',
  accountChoice: 'Choose the account to work in first.',
  open: 'The sign-in is complete: this step is not needed any more.',
  passwordChange: 'Replace the one-time password with your own first.',
  authenticatorSetup: 'Set an authenticator app up first: begin it, and give the code that it shows.',
  phone: 'Give a phone number first.',
  phoneCode: 'Give the code of the SMS first.',
  details: 'Give last name, first name and e-mail, and accept the offer first.',
  password: 'A password has to be set now.',
  letter: 'The letter that confirms the e-mail has to be sent now.',
  emailConfirmation: 'Confirm your e-mail by the link of the letter first.',
  profile: 'The e-mail is confirmed, and the Profile is being made. Wait a little and sign in.',
  emailLink: 'Open the link of the letter that was sent to the Profile’s address first.',
}

const languages: Readonly<Record<Language, DueWords>> = { ru: russian, en: english }

const isDue = (word: string): word is Due => Object.hasOwn(english, word)

/** Every step that has words. */
export const dueSteps: readonly Due[] = Object.keys(english).filter(isDue)

/** What to do before anything else; `null` for a step that has no words. */
export const dueDetail = (due: string, language: Language): string | null =>
  isDue(due) ? languages[language][due] : null
