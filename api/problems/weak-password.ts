import type { WeakPassword } from '../../application/profiles/new-password.ts'
import type { ProfilePasswordFault } from '../../domain/profile/profile-password.ts'
import type { Language } from './language.ts'
import type { Problem } from './problem.ts'

/** What is wrong with a password that was chosen for a Profile (M6). */
export const passwordFaultWords: Readonly<Record<Language, Readonly<Record<ProfilePasswordFault, string>>>> =
  {
    ru: {
      tooShort: 'Слишком короткий: нужно не меньше 8 знаков.',
      tooLong: 'Слишком длинный: не больше 128 знаков.',
      noUpperCase: 'Нужна прописная латинская буква.',
      noLowerCase: 'Нужна строчная латинская буква.',
      noDigit: 'Нужна цифра.',
      common: 'Этот пароль слишком известен. Придумайте другой.',
      personal: 'В пароле не должно быть вашего имени, номера или адреса.',
    },
    en: {
      tooShort: 'Too short: at least 8 characters.',
      tooLong: 'Too long: at most 128 characters.',
      noUpperCase: 'It needs a Latin upper-case letter.',
      noLowerCase: 'It needs a Latin lower-case letter.',
      noDigit: 'It needs a digit.',
      common: 'This password is known too well. Think of another.',
      personal: 'It must not contain your name, phone or e-mail.',
    },
  }

export const isPasswordFault = (word: string): word is ProfilePasswordFault =>
  Object.hasOwn(passwordFaultWords.en, word)

/** Names each fault of a refused password at the field `password`. */
export const weakPassword = ({ code, faults }: WeakPassword): Problem => ({
  code,
  errors: faults.map((fault) => ({ field: 'password', code: fault })),
})

/** The password's repetition is another word. */
export const differentConfirmation: Problem = {
  code: 'RequestInvalid',
  errors: [{ field: 'confirmation', code: 'Different' }],
}
