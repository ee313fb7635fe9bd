import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { offerDirectory, ownOfferDirectory } from '../../../infrastructure/offer/offer-directory.ts'
import { leftOf, rightOf } from '../either.ts'
import { temporaryDirectory } from '../temporary-directory.ts'

const holding = (files: Readonly<Record<string, string>>): string => {
  const directory = temporaryDirectory()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)
  return directory
}

describe('the directory of the offer (M5)', () => {
  it('M5: the newest version that lies there is in force, in both languages', () => {
    const directory = holding({
      '2026-02-01.ru.md': 'старая',
      '2026-02-01.en.md': 'old',
      '2026-11-30.ru.md': 'новая\n',
      '2026-11-30.en.md': 'new\n',
      'README.md': 'nothing of ours',
    })
    expect(rightOf(offerDirectory(directory)).present()).toEqual({
      version: '2026-11-30',
      texts: { ru: 'новая', en: 'new' },
    })
  })

  it('M5: the product comes with one', () => {
    const { version, texts } = rightOf(offerDirectory(ownOfferDirectory)).present()
    expect(texts.ru).toContain(version)
    expect(texts.en).toContain(version)
  })

  it('says what is wrong with it', () => {
    expect(leftOf(offerDirectory(join(holding({}), 'none')))).toBe('unreadable')
    expect(leftOf(offerDirectory(holding({ 'offer.md': 'x' })))).toBe('noVersion')
    expect(leftOf(offerDirectory(holding({ '2026-11-30.ru.md': 'x' })))).toBe('languageMissing')
    expect(leftOf(offerDirectory(holding({ '2026-11-30.ru.md': 'x', '2026-11-30.en.md': ' ' })))).toBe(
      'empty',
    )
  })
})
