import type { Language } from './language.ts'
import type { ProblemCode } from './problem-code.ts'
import { english } from './words-en.ts'
import { russian } from './words-ru.ts'

/** What happened, and what to do about it. */
export interface Words {
  readonly title: string
  readonly detail: string
}

/** One language's words for every refusal; a new code does not compile until it has them. */
export type ProblemWords = Readonly<Record<ProblemCode, Words>>

const languages: Readonly<Record<Language, ProblemWords>> = { ru: russian, en: english }

/** A refusal in words; `retryAfter` in seconds. */
export const wordsOf = (code: ProblemCode, language: Language, retryAfter?: number): Words => {
  const { title, detail } = languages[language][code]
  return { title, detail: detail.replace('{seconds}', String(retryAfter ?? 1)) }
}

/** Every code that has words. */
export const isProblemCode = (word: string): word is ProblemCode => Object.hasOwn(english, word)

export const problemCodes: readonly ProblemCode[] = Object.keys(english).filter(isProblemCode)
