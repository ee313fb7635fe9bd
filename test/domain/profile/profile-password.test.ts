import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { profilePasswordFaults } from '../../../domain/profile/profile-password.ts'
import { anyText } from '../any-text.ts'

const owner = { names: ['Ёлкина', 'Anna'], phone: '+79031112233', email: 'elkina.a@example.org' }
const nothingIsCommon = () => false
const faults = (password: string) => profilePasswordFaults(password, owner, nothingIsCommon)

describe('M6: a Profile password', () => {
  it.each([
    'Abcdefg1',
    'Abcdef 1',
    'Пароль-xY1',
    `Ab1${'x'.repeat(125)}`,
    'Ab1\u{1f994}\u{1f994}\u{1f994}\u{1f994}\u{1f994}',
  ])('may be %j', (password) => {
    expect(faults(password)).toEqual([])
  })

  it.each([
    ['Abcdef1', ['tooShort']],
    [`Ab1${'x'.repeat(126)}`, ['tooLong']],
    ['abcdefg1', ['noUpperCase']],
    ['ABCDEFG1', ['noLowerCase']],
    ['Abcdefgh', ['noDigit']],
    ['ПАРОЛЬпароль1', ['noUpperCase', 'noLowerCase']],
    ['Abcdefg１', ['noDigit']],
    ['', ['tooShort', 'noUpperCase', 'noLowerCase', 'noDigit']],
    ['Ab1\u{1f994}\u{1f994}\u{1f994}\u{1f994}', ['tooShort']],
  ])('%j is refused, and it is said why: %j', (password, why) => {
    expect(faults(password)).toEqual(why)
  })

  it.each(['xANNAx1xx', 'Xёлкина12x', 'aB-9031112233', 'Elkina.A-2026'])(
    '%j is refused: it tells of the person',
    (password) => {
      expect(faults(password)).toEqual(['personal'])
    },
  )

  it('may hold a name so short that many words hold it', () => {
    expect(profilePasswordFaults('Abcdefg1', { ...owner, names: ['Abc', ''] }, nothingIsCommon)).toEqual([])
  })

  it('is refused when it is one of the common ones', () => {
    expect(profilePasswordFaults('Password1', owner, (password) => password === 'Password1')).toEqual([
      'common',
    ])
  })

  it('is refused when it holds the name of the service', () => {
    for (const password of ['MultiFon2026', 'xMEGAFONx1a', 'МультиФон1Aa'])
      expect(profilePasswordFaults(password, owner, () => false)).toEqual(['common'])
  })

  it('without faults is 8 to 128 characters of all three classes', () => {
    const part = fc.oneof(anyText, fc.constantFrom('A', 'b', '3', 'Abcdef12'))
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const password = parts.join('')
        const isFine =
          [...password].length >= 8 &&
          [...password].length <= 128 &&
          [/[A-Z]/, /[a-z]/, /[0-9]/].every((one) => one.test(password))
        expect(faults(password).filter((fault) => fault !== 'personal').length === 0).toBe(isFine)
      }),
    )
  })
})
