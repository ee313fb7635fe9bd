import * as E from 'fp-ts/lib/Either.js'
import type { OfferTexts } from '../../application/ports/offer-texts.ts'
import type { Configuration } from '../../infrastructure/configuration/configuration.ts'
import {
  type OfferUnusable,
  offerDirectory,
  ownOfferDirectory,
} from '../../infrastructure/offer/offer-directory.ts'
import type { StartRefusal } from './open-stores.ts'

const words: Readonly<Record<OfferUnusable, { readonly en: string; readonly ru: string }>> = {
  unreadable: { en: 'cannot be read', ru: 'не читается' },
  noVersion: { en: 'holds no <YYYY-MM-DD>.ru.md', ru: 'не содержит файла <ГГГГ-ММ-ДД>.ru.md' },
  languageMissing: {
    en: 'holds its newest version in one language only; both .ru.md and .en.md are needed',
    ru: 'содержит новейшую версию не на обоих языках: нужны и .ru.md, и .en.md',
  },
  empty: { en: 'holds an empty text', ru: 'содержит пустой текст' },
}

/** The offer that is in force: the operator's, or the one that comes with the product. */
export const openOffer = ({
  offerDirectory: given,
}: Pick<Configuration, 'offerDirectory'>): E.Either<StartRefusal, OfferTexts> => {
  const directory = given ?? ownOfferDirectory
  return E.mapLeft(
    (why: OfferUnusable): StartRefusal => ({
      kind: 'offerUnusable',
      message: `The directory of the offer (OFFER_DIRECTORY) ${words[why].en}: ${directory}. Put the texts there.`,
      ru: `Каталог оферты (OFFER_DIRECTORY) ${words[why].ru}: ${directory}. Положите туда тексты.`,
    }),
  )(offerDirectory(directory))
}
