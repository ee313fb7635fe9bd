import { describe, expect, it } from 'vitest'
import { toldPerWindow, window } from '../../../api/sm-client/unknown-logins.ts'
import { seconds } from '../../../domain/instant.ts'
import { notFound, ok, partsOf, served, wrongPassword } from './served.ts'
import { login, password } from './small-cabinet.ts'

const gsm = ok('<routing>0</routing>')
const right = `routing?login=${login}&password=${password}`
const wrong = (guess: number | string) => `routing?login=${login}&password=guess${guess}`
const unknown = (n: number) => `routing?login=${79_990_000_000 + n}&password=x`
const from = (ip: string) => ['GET', [`X-Forwarded-For: ${ip}`]] as const

const withAccount = async () => {
  const door = await served()
  await door.cabinet.provision()
  return door
}

describe('security.md, sign-in throttle: the HTTP API is throttled like a sign-in', () => {
  it('delays after the 5th wrong password: 101 with Retry-After even for the right one, until the wait is over', async () => {
    const { ask, bodyOf, cabinet } = await withAccount()
    for (const guess of [1, 2, 3, 4, 5]) {
      const { head, body } = partsOf(await ask(wrong(guess)))
      expect(body).toBe(wrongPassword)
      expect(head).not.toMatch(/retry-after/i)
    }
    const delayed = partsOf(await ask(right))
    expect(delayed.body).toBe(wrongPassword)
    expect(delayed.head).toBe(
      'HTTP/1.1 200 OK\r\nretry-after: 10\r\ncontent-type: text/xml;charset=UTF-8\r\ncache-control: no-store\r\ncontent-length: 165\r\nConnection: close',
    )
    cabinet.clock.advance(seconds(10))
    expect(await bodyOf(right)).toBe(gsm)
  })

  it('carries nothing out while the wait runs', async () => {
    const { bodyOf, cabinet } = await withAccount()
    for (const guess of [1, 2, 3, 4, 5]) await bodyOf(wrong(guess))
    const before = cabinet.events().length
    expect(await bodyOf(`${right}&routing=2`)).toBe(wrongPassword)
    expect(cabinet.events()).toHaveLength(before)
  })

  it('counts the same wrong password once: an old device delays nobody', async () => {
    const { bodyOf } = await withAccount()
    for (let asked = 0; asked < 20; asked += 1) expect(await bodyOf(wrong('old'))).toBe(wrongPassword)
    expect(await bodyOf(right)).toBe(gsm)
  })

  it('delays per address: what comes from elsewhere goes on', async () => {
    const { bodyOf } = await withAccount()
    for (const guess of [1, 2, 3, 4, 5]) await bodyOf(wrong(guess), ...from('203.0.113.7'))
    expect(await bodyOf(right, ...from('203.0.113.7'))).toBe(wrongPassword)
    expect(await bodyOf(right, ...from('203.0.113.8'))).toBe(gsm)
  })

  it('50 guesses sent at once meet the wait as guesses sent one by one do', async () => {
    const { bodyOf } = await withAccount()
    const guesses = Array.from({ length: 50 }, (_, guess) => bodyOf(wrong(guess)))
    expect(new Set(await Promise.all(guesses))).toEqual(new Set([wrongPassword]))
    expect(await bodyOf(right)).toBe(wrongPassword)
  })
})

describe('security.md, enumeration: telling unknown logins is throttled per address', () => {
  it('tells an address of 20 different unknown logins, then says 101 for every further one', async () => {
    const { bodyOf } = await withAccount()
    for (let n = 0; n < toldPerWindow; n += 1) expect(await bodyOf(unknown(n))).toBe(notFound)
    expect(await bodyOf(unknown(toldPerWindow))).toBe(wrongPassword)
    expect(await bodyOf(wrong(1))).toBe(wrongPassword)
    expect(await bodyOf(unknown(0))).toBe(notFound)
    expect(await bodyOf(right)).toBe(gsm)
  })

  it('counts each address for itself, an IPv6 /64 as one, and anew after the window', async () => {
    const { bodyOf, cabinet } = await withAccount()
    for (let n = 0; n < toldPerWindow; n += 1) await bodyOf(unknown(n), ...from(`2001:db8:0:7::${n + 1}`))
    expect(await bodyOf(unknown(99), ...from('2001:db8::7:1:2:3:4'))).toBe(wrongPassword)
    expect(await bodyOf(unknown(99), ...from('2001:db8:0:8::1'))).toBe(notFound)
    cabinet.clock.advance(window)
    expect(await bodyOf(unknown(98), ...from('2001:db8:0:7::1'))).toBe(notFound)
  })

  it('what can be no login at all is not counted: it tells nothing', async () => {
    const { bodyOf, cabinet } = await withAccount()
    const before = cabinet.events().length
    for (let n = 0; n <= toldPerWindow; n += 1)
      expect(await bodyOf(`routing?login=user${n}&password=x`)).toBe(notFound)
    expect(await bodyOf(unknown(0))).toBe(notFound)
    expect(cabinet.events().filter(({ type }) => type === 'SignInFailed')).toHaveLength(1)
    expect(cabinet.events()).toHaveLength(before + 1)
  })
})
