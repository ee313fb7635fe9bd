import type { OfferLanguage, OfferTexts } from '../ports/offer-texts.ts'

export interface ShownOffer {
  readonly version: string
  readonly language: OfferLanguage
  /** Markdown. */
  readonly text: string
}

/** The offer that whoever registers accepts (M5); a newer version is asked for at the next sign-in. */
export interface Offer {
  readonly version: () => string
  readonly show: (language: OfferLanguage) => ShownOffer
}

export const offer = (texts: OfferTexts): Offer => ({
  version: () => texts.present().version,
  show: (language) => {
    const present = texts.present()
    return { version: present.version, language, text: present.texts[language] }
  },
})
