import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPhone, phoneOf } from '../../../domain/profile/phone.ts'
import { anyText } from '../any-text.ts'

describe('M3: a phone', () => {
  it.each([
    '+79031112233',
    '79031112233',
    '89031112233',
    '8 (903) 111-22-33',
    '+7 903 111 22 33',
    '+7.903.111.22.33',
    ' 8 903 1112233 ',
  ])('may be written %j', (written) => {
    expect(phoneOf(written)).toBe('+79031112233')
  })

  it.each([
    '',
    '+7903111223',
    '+790311122334',
    '+74951234567',
    '+19031112233',
    '9031112233',
    '++79031112233',
    '+7903111223３',
    '+79031112233\u0000',
    '+7903111٢٢33',
  ])('may not be %j', (written) => {
    expect(phoneOf(written)).toBeNull()
  })

  it('is kept in E.164, whatever was written', () => {
    fc.assert(
      fc.property(anyText, (written) => {
        const phone = phoneOf(written)
        expect(phone === null || isPhone(phone)).toBe(true)
      }),
    )
  })

  it.each(['89031112233', '+7 9031112233', '+79031112233\n'])('is not kept as %j', (phone) => {
    expect(isPhone(phone)).toBe(false)
  })
})
