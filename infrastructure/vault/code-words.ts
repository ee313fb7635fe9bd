import type { ChallengePurpose } from '../../domain/challenge/events.ts'

const product = 'МультиФон Бизнес'

/** What a code is good for; that it is said keeps people from reading one out for another purpose. */
const usesOfCode: Readonly<Record<ChallengePurpose, string>> = {
  registrationPhone: 'для регистрации',
  registrationEmail: 'для e-mail',
  signIn: 'для входа',
  stepUp: 'для подтверждения',
  phoneChange: 'для смены телефона',
  emailChange: 'для смены e-mail',
  recoveryPhone: 'для нового пароля',
  recoveryEmail: 'для нового пароля',
  totpSetup: 'для приложения',
}

/** M4, M7, M17. One SMS of 70 characters holds it. */
export const smsWithCode = (purpose: ChallengePurpose, code: string): string =>
  `${product}: код ${code} ${usesOfCode[purpose]}. Никому не сообщайте`

interface LetterWords {
  readonly subject: string
  readonly ru: string
  readonly en: string
}

const confirmation: LetterWords = {
  subject: 'Подтвердите почту / Confirm your e-mail',
  ru: 'Эта почта указана при регистрации Профиля МегаФон Бизнес. Чтобы подтвердить её, откройте ссылку:',
  en: 'This e-mail was given for a new MegaFon Business Profile. To confirm it, open the link:',
}

const change: LetterWords = {
  subject: 'Подтвердите новую почту / Confirm your new e-mail',
  ru: 'Эта почта указана как новая почта Профиля МегаФон Бизнес. Чтобы подтвердить её, откройте ссылку:',
  en: 'This e-mail was given as the new one of a MegaFon Business Profile. To confirm it, open the link:',
}

const recovery: LetterWords = {
  subject: 'Восстановление пароля / Password recovery',
  ru: 'Для Профиля МегаФон Бизнес восстанавливают пароль. Чтобы продолжить, откройте ссылку:',
  en: 'The password of a MegaFon Business Profile is being recovered. To go on, open the link:',
}

const lettersByPurpose: { readonly [Purpose in ChallengePurpose]?: LetterWords } = {
  emailChange: change,
  recoveryEmail: recovery,
}

/** The page that takes the token. It stands behind `#`, so that no server and no log on the way sees it. */
const pathOf = (purpose: ChallengePurpose): string =>
  purpose === 'recoveryEmail' ? '/recovery' : '/confirm-email'

export const linkWith = (publicUrl: URL, purpose: ChallengePurpose, token: string): string =>
  `${publicUrl.origin}${pathOf(purpose)}#token=${token}`

/** M8, M17: plain text, Russian and below it English. */
export const letterWithLink = (
  purpose: ChallengePurpose,
  link: string,
): { readonly subject: string; readonly text: string } => {
  const { subject, ru, en } = lettersByPurpose[purpose] ?? confirmation
  const text = [
    'Здравствуйте!',
    ru,
    link,
    'Ссылка действует 24 часа и один раз. Если вы ничего не запрашивали, просто удалите это письмо.',
    '--',
    'Hello!',
    en,
    link,
    'The link works once, within 24 hours. If you did not ask for it, just delete this letter.',
  ].join('\n\n')
  return { subject, text: `${text}\n` }
}
