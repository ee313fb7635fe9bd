import type { Language } from '../api/problems/language.ts'

/** The same said in both languages of the product. */
export type Phrase = Readonly<Record<Language, string>>

/** The language of the operator's shell: Russian where the locale is, else English. */
export const shellLanguage = (environment: Readonly<Record<string, string | undefined>>): Language => {
  const locale = [environment['LC_ALL'], environment['LC_MESSAGES'], environment['LANG']].find(
    (word) => word !== undefined && word !== '',
  )
  return /^ru/i.test(locale ?? '') ? 'ru' : 'en'
}
