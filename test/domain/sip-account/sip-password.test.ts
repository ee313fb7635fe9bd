import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSipPassword } from '../../../domain/sip-account/sip-password.ts'
import { anyText } from '../any-text.ts'

const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const lower = upper.toLowerCase()
const digits = '0123456789'

/** The Latin letter's Cyrillic twin, which looks the same and cannot be typed on a SIP device. */
const twins = {
  A: 'А',
  B: 'В',
  C: 'С',
  E: 'Е',
  H: 'Н',
  K: 'К',
  M: 'М',
  O: 'О',
  P: 'Р',
  T: 'Т',
  X: 'Х',
  a: 'а',
  c: 'с',
  e: 'е',
  o: 'о',
  p: 'р',
  x: 'х',
  y: 'у',
}

describe('M27: a SIP password', () => {
  it.each(['Abcdefg1', 'Abcdefghij1234567890', 'A1aaaaaa', '00000aA0'])('may be %s', (password) => {
    expect(isSipPassword(password)).toBe(true)
  })

  it.each([
    ['of 7 characters', 'Abcdef1'],
    ['of 21 characters', 'Abcdefghij12345678901'],
    ['empty', ''],
    ['without an upper-case letter', 'abcdefg1'],
    ['without a lower-case letter', 'ABCDEFG1'],
    ['without a digit', 'Abcdefgh'],
    ['with a space', 'Abcdef 1'],
    ['with a symbol', 'Abcdef1!'],
    ['with a line end', 'Abcdefg1\n'],
    ['with Cyrillic letters', 'Пароль12345aA'],
    ['with full-width digits', 'Abcdefg１'],
    ['with a combining mark', 'Abcdefg1e\u0301'],
    ['with Arabic digits alone', 'Abcdefg\u0661'],
  ])('may not be one %s', (_, password) => {
    expect(isSipPassword(password)).toBe(false)
  })

  it.each(Object.entries(twins))(
    'with a Latin %s may not have its Cyrillic twin %s instead',
    (latin, cyrillic) => {
      const password = `${latin}bcdefG1`
      expect(isSipPassword(password)).toBe(true)
      expect(isSipPassword(password.replace(latin, cyrillic))).toBe(false)
    },
  )

  it('is any mixture of the three classes of 8 to 20 characters', () => {
    const one = (of: string) => fc.constantFrom(...of)
    const mixture = fc
      .tuple(
        one(upper),
        one(lower),
        one(digits),
        fc.array(one(upper + lower + digits), { minLength: 5, maxLength: 17 }),
      )
      .chain(([a, b, c, rest]) => fc.shuffledSubarray([a, b, c, ...rest], { minLength: 3 + rest.length }))
      .map((characters) => characters.join(''))
    fc.assert(
      fc.property(mixture, (password) => {
        expect(isSipPassword(password)).toBe(true)
      }),
    )
  })

  it('never holds anything but Latin letters and digits', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        if (isSipPassword(text)) expect(text).toMatch(/^[A-Za-z0-9]{8,20}$/)
        expect(isSipPassword(`Abcdef1${text}`)).toBe(/^[A-Za-z0-9]{1,13}$/.test(text))
      }),
    )
  })
})
