import { describe, expect, it } from 'vitest'
import { toldPerWindow, unknownLogins, window } from '../../../api/sm-client/unknown-logins.ts'
import { movedClock } from '../../application/moved-clock.ts'

const setUp = () => {
  const clock = movedClock()
  const mayTell = unknownLogins(clock)
  const exhaust = (ip: string | null) => {
    for (let n = 0; n < toldPerWindow; n += 1) expect(mayTell(ip, `login${n}`)).toBe(true)
  }
  return { mayTell, advance: clock.advance, exhaust }
}

describe('security.md, enumeration: what an address is told of unknown logins', () => {
  it('is 20 different ones, those again and again, no further one', () => {
    const { mayTell, exhaust } = setUp()
    exhaust('203.0.113.7')
    expect(mayTell('203.0.113.7', 'another')).toBe(false)
    expect(mayTell('203.0.113.7', 'login0')).toBe(true)
    expect(mayTell('203.0.113.8', 'another')).toBe(true)
  })

  it('begins anew when the window has ended, not before', () => {
    const { mayTell, advance, exhaust } = setUp()
    exhaust('203.0.113.7')
    advance(window - 1)
    expect(mayTell('203.0.113.7', 'another')).toBe(false)
    advance(1)
    expect(mayTell('203.0.113.7', 'another')).toBe(true)
  })

  it.each([
    ['203.0.113.7', '::ffff:203.0.113.7'],
    ['2001:db8::1', '2001:db8:0:0:ffff:ffff:ffff:ffff'],
    ['2001:DB8:1:2:3:4:5:6', '2001:db8:1:2::'],
    ['::1', '::2'],
    ['1::', '1:0:0:0:1::'],
    ['fe80::1%eth0', 'fe80::2%eth1'],
  ])('counts %s and %s as one', (one, other) => {
    const { mayTell, exhaust } = setUp()
    exhaust(one)
    expect(mayTell(other, 'another')).toBe(false)
  })

  it.each([
    ['2001:db8:0:1::1', '2001:db8:0:2::1'],
    ['1:2:3:4::', '1:2:3::4'],
    ['203.0.113.7', '203.0.113.8'],
    ['203.0.113.7', null],
  ])('counts %s and %s apart', (one, other) => {
    const { mayTell, exhaust } = setUp()
    exhaust(one)
    expect(mayTell(other, 'another')).toBe(true)
  })

  it('forgets the address seen longest ago beyond 10,000', () => {
    const { mayTell, exhaust } = setUp()
    exhaust('203.0.113.7')
    for (let n = 0; n < 10_000; n += 1) mayTell(`10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`, 'x')
    expect(mayTell('203.0.113.7', 'another')).toBe(true)
  })
})
