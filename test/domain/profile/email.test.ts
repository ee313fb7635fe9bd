import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emailOf, isEmail, maskEmail, uniqueEmail } from '../../../domain/profile/email.ts'
import { anyText } from '../any-text.ts'

describe('M5: an e-mail address', () => {
  it.each([
    ['anna@example.org', 'anna@example.org'],
    [' Anna.Maria+lk@Example.ORG ', 'Anna.Maria+lk@example.org'],
    ["o'neil_1@sub.example.co", "o'neil_1@sub.example.co"],
    ['anna@ПРИМЕР.рф', 'anna@пример.рф'],
    ['anna@xn--e1afmkfd.xn--p1ai', 'anna@xn--e1afmkfd.xn--p1ai'],
    [`${'a'.repeat(64)}@example.org`, `${'a'.repeat(64)}@example.org`],
  ])('%j is kept as %j', (written, kept) => {
    expect(emailOf(written)).toBe(kept)
    expect(isEmail(kept)).toBe(true)
  })

  it.each([
    '',
    '@',
    'anna',
    'anna@',
    '@example.org',
    'anna@example',
    'anna@@example.org',
    'an na@example.org',
    'anna@exam ple.org',
    '.anna@example.org',
    'anna.@example.org',
    'an..na@example.org',
    '"anna"@example.org',
    'anna@[127.0.0.1]',
    'anna@127.0.0.1',
    'anna@-example.org',
    'anna@example-.org',
    'anna@example..org',
    'анна@example.org',
    'anna@example.org\r\nBcc: x@example.org',
    'anna@example.org, b@example.org',
    'Anna <anna@example.org>',
    `${'a'.repeat(65)}@example.org`,
    `anna@${'a'.repeat(64)}.org`,
    `anna@${'a.'.repeat(130)}org`,
  ])('%j is none', (written) => {
    expect(emailOf(written)).toBeNull()
  })

  it('is kept so that reading it again changes nothing, and holds neither blanks nor line ends', () => {
    const written = fc.oneof(anyText, fc.emailAddress())
    fc.assert(
      fc.property(written, (text) => {
        const email = emailOf(text)
        if (email === null) return
        expect(isEmail(email)).toBe(true)
        expect(email).not.toMatch(/[\s\p{Cc}]/u)
      }),
    )
  })

  it('is one and the same, however its letters are written', () => {
    expect(uniqueEmail('Anna@example.org')).toBe(uniqueEmail('anna@example.org'))
    expect(uniqueEmail('anna@почта.рф')).toBe('anna@xn--80a1acny.xn--p1ai')
    expect(uniqueEmail('anna@XN--80A1ACNY.xn--p1ai')).toBe(uniqueEmail('anna@Почта.РФ'))
    // Other words for it would be other subjects to guess at.
    for (const more of ['/', ':80', '?x', '#x', '@example.org/'])
      expect(uniqueEmail(`anna@example.org${more}`)).toBe(`anna@example.org${more}`)
  })

  it.each([
    ['ivan.ivanov@example.com', 'i…v@example.com'],
    ['anna@пример.рф', 'a…a@пример.рф'],
    ['ann@example.org', 'a…@example.org'],
    ['a@example.org', 'a…@example.org'],
  ])('%s is masked as %s, which its owner recognises', (email, masked) => {
    expect(maskEmail(email)).toBe(masked)
  })

  it('is read in time that grows with its length only', () => {
    const long = `${'a.'.repeat(200_000)}@${'a-'.repeat(200_000)}`
    expect(emailOf(long)).toBeNull()
    expect(emailOf(`${'a.'.repeat(31)}@${'a-'.repeat(90)}`)).toBeNull()
  })
})
