import { expect, it } from 'vitest'
import { oneTimePassword, stepAt } from '../../../infrastructure/vault/one-time-password.ts'

const key = Buffer.from('12345678901234567890')

it('HOTP: gives the values of RFC 4226, appendix D', () => {
  const values = Array.from({ length: 10 }, (_, counter) => oneTimePassword(key, counter))
  expect(values).toEqual('755224 287082 359152 969429 338314 254676 287922 162583 399871 520489'.split(' '))
})

it('TOTP: gives the last six digits of RFC 6238, appendix B, for SHA-1', () => {
  const seconds = [59, 1111111109, 1111111111, 1234567890, 2000000000, 20000000000]
  expect(seconds.map((second) => oneTimePassword(key, stepAt(second * 1000)))).toEqual(
    '287082 081804 050471 005924 279037 353130'.split(' '),
  )
})
