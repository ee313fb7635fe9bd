import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isCallerId, loginOfNumber, maskNumber, numberOfLogin } from '../../../domain/sip-account/number.ts'
import { anyText } from '../any-text.ts'

describe('M2: a SIP login', () => {
  it.each([
    ['79260250773', '+79260250773'],
    ['79260250773@multifon.ru', '+79260250773'],
    ['79260250773@MultiFon.RU', '+79260250773'],
    ['74951234567', '+74951234567'],
  ])('%s is the number %s', (login, number) => {
    expect(numberOfLogin(login)).toBe(number)
  })

  it.each([
    '',
    '@multifon.ru',
    '+79260250773',
    '89260250773',
    '9260250773',
    '7926025077',
    '792602507731',
    '79260250773@example.com',
    '79260250773@multifon.ru.example.com',
    '79260250773@multifon.ru@multifon.ru',
    'x79260250773',
    '79260250773 ',
    ' 79260250773',
    '79260250773\n',
    '7926025077３',
    '7٩260250773',
  ])('is not %j', (written) => {
    expect(numberOfLogin(written)).toBeNull()
  })

  it('is read back from every number that it names', () => {
    const login = fc.stringMatching(/^7[0-9]{10}$/)
    fc.assert(
      fc.property(login, (bare) => {
        const number = numberOfLogin(bare) ?? ''
        expect(loginOfNumber(number)).toBe(bare)
        expect(numberOfLogin(`${bare}@multifon.ru`)).toBe(number)
        expect(isCallerId(number)).toBe(true)
      }),
    )
  })

  it('of any text is a number in E.164 or none', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(numberOfLogin(text) ?? '+70000000000').toMatch(/^\+7[0-9]{10}$/)
      }),
    )
  })
})

describe('a masked number', () => {
  it('shows operator and last digits only', () => {
    expect(maskNumber('+79260250773')).toBe('+7926•••••73')
  })

  it('that is too short shows nothing at all', () => {
    expect(maskNumber('123456')).toBe('••••••')
    expect(maskNumber('')).toBe('')
  })

  it('keeps its length', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\+?[0-9]{0,15}$/), (number) => {
        expect(maskNumber(number)).toHaveLength(number.length)
      }),
    )
  })
})
