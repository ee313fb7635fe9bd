import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as E from 'fp-ts/lib/Either.js'
import {
  type OfferLanguage,
  type OfferTexts,
  offerLanguages,
  type PresentOffer,
} from '../../application/ports/offer-texts.ts'

/** Why there is no offer to accept. */
export type OfferUnusable = 'unreadable' | 'noVersion' | 'languageMissing' | 'empty'

/** The texts that come with the product. */
export const ownOfferDirectory = fileURLToPath(new URL('../../docs/offer', import.meta.url))

const fileName = /^(\d{4}-\d{2}-\d{2})\.(ru|en)\.md$/
const newestVersion = (names: readonly string[]): string | null =>
  names
    .flatMap((name) => fileName.exec(name)?.[1] ?? [])
    .sort()
    .at(-1) ?? null

const readTexts = (
  directory: string,
  version: string,
  names: readonly string[],
): E.Either<OfferUnusable, Record<OfferLanguage, string>> => {
  const fileOf = (language: OfferLanguage) => `${version}.${language}.md`
  if (!offerLanguages.every((language) => names.includes(fileOf(language)))) return E.left('languageMissing')
  const text = (language: OfferLanguage) => readFileSync(join(directory, fileOf(language)), 'utf8').trim()
  const texts = { ru: text('ru'), en: text('en') }
  return Object.values(texts).includes('') ? E.left('empty') : E.right(texts)
}

const readPresent = (directory: string): E.Either<OfferUnusable, PresentOffer> => {
  const names = readdirSync(directory)
  const version = newestVersion(names)
  if (version === null) return E.left('noVersion')
  return E.map((texts: Record<OfferLanguage, string>) => ({ version, texts }))(
    readTexts(directory, version, names),
  )
}

/**
 * Reads the newest `<version>.<language>.md` of a directory, a version being a date. Read once: another offer is in force
 * from the next start on, so that nobody is shown one version and accepts another of the same name.
 */
export const offerDirectory = (directory: string): E.Either<OfferUnusable, OfferTexts> =>
  E.map((present: PresentOffer) => ({ present: () => present }))(
    E.flatten(
      E.tryCatch(
        () => readPresent(directory),
        (): OfferUnusable => 'unreadable',
      ),
    ),
  )
