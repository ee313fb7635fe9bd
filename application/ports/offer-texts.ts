export const offerLanguages = ['ru', 'en'] as const
export type OfferLanguage = (typeof offerLanguages)[number]

/** The offer ("оферта") as it is in force. */
export interface PresentOffer {
  readonly version: string
  /** Markdown, in every language. */
  readonly texts: Readonly<Record<OfferLanguage, string>>
}

/** Where the offer lies: a file of the product, which the operator may replace (`requirements.md`). */
export interface OfferTexts {
  readonly present: () => PresentOffer
}
