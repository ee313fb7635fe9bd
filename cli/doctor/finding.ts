import type { Phrase } from '../phrase.ts'

export type Verdict = 'ok' | 'warn' | 'bad'

/** One thing that the doctor has looked at. */
export interface Finding {
  readonly subject: Phrase
  readonly verdict: Verdict
  /** What was seen. */
  readonly says: Phrase
  /** What to do about it. */
  readonly advice?: Phrase
}

export const finding =
  (subject: Phrase) =>
  (verdict: Verdict, says: Phrase, advice?: Phrase): Finding => ({
    subject,
    verdict,
    says,
    ...(advice === undefined ? {} : { advice }),
  })

/** The same in both languages: a name, a number, a machine's own words. */
export const same = (text: string): Phrase => ({ ru: text, en: text })
