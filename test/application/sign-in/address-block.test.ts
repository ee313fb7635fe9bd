import { describe, expect, it } from 'vitest'
import { addressBlock } from '../../../application/sign-in/address-block.ts'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { accountsSide, login, password } from '../accounts/accounts-side.ts'
import { circumstances } from '../circumstances.ts'

describe('security.md, sign-in throttle: what counts as one address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::9', '2001:db8:1:2'],
    ['2001:0DB8:0001:0002::', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['', ''],
  ])('%s counts as %s', (ip, block) => {
    expect(addressBlock(ip)).toBe(block)
  })
})

describe('a /64 of IPv6 addresses', () => {
  it('waits together after five wrong passwords; the next /64 does not', async () => {
    const side = accountsSide()
    await side.provisioned()
    const enter = (given: string, ip: string) => {
      const told = circumstances({ actor: { type: 'sip', id: 'unknown' }, ip })
      return side.prove({ login, password: given }, told)()
    }
    for (let n = 0; n < 5; n += 1)
      expect(leftOf(await enter(`Wrong${n}password`, `2001:db8:1:2::${n}`))).toMatchObject({
        code: 'CredentialsWrong',
      })
    expect(leftOf(await enter(password, '2001:db8:1:2:ffff::9'))).toMatchObject({ code: 'TooManyAttempts' })
    expect(rightOf(await enter(password, '2001:db8:1:3::9'))).toMatchObject({ revision: 0 })
  })
})
