import { describe, expect, it } from 'vitest'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { circumstances } from '../circumstances.ts'
import { servicePassword } from './answering-services.ts'
import { order, other, pageProcess, profileId } from './page-process.ts'

const claimed = (account = 'romashka', password = servicePassword, service = 'vats') => ({
  service,
  account,
  password,
})

const house = async () => {
  const side = pageProcess()
  await side.registered({ profileId })
  const { link, unlink, of } = side.page.services
  return {
    ...side,
    link: (...given: Parameters<typeof claimed>) => link(order, claimed(...given))(),
    unlink: (service: string) => unlink(order, service)(),
    held: async () => of(await side.profileNow()),
    types: () => side.log.log().map(({ type }) => type),
  }
}

describe('accounts of other services on the same Profile (M12)', () => {
  it('M12: an account that the service proves is linked, shown, replaced by another, and let go', async () => {
    const { link, unlink, held, types } = await house()
    rightOf(await link())
    expect(await held()).toEqual([
      { service: 'vats', account: 'romashka', isConnected: true },
      { service: 'staff-control', account: null, isConnected: false },
      { service: '8-800', account: null, isConnected: true },
    ])
    rightOf(await link('vasilek'))
    expect((await held())[0]?.account).toBe('vasilek')
    rightOf(await unlink('vats'))
    expect((await held())[0]?.account).toBeNull()
    rightOf(await unlink('vats'))
    expect(types().filter((type) => type.startsWith('OtherService'))).toEqual([
      'OtherServiceLinked',
      'OtherServiceLinked',
      'OtherServiceUnlinked',
    ])
  })

  it('M12: a wrong password links nothing and is recorded; the present account again asks the service nothing', async () => {
    const { link, held, services, log } = await house()
    expect(leftOf(await link('romashka', 'Wrong1pass')).code).toBe('OtherAccountNotProven')
    expect((await held())[0]?.account).toBeNull()
    expect(log.log().at(-1)).toMatchObject({
      type: 'SignInFailed',
      data: { profileId, service: 'vats', staffId: null },
    })
    rightOf(await link())
    expect(services.asked).toHaveLength(2)
    rightOf(await link('romashka', 'Wrong1pass'))
    expect(services.asked).toHaveLength(2)
  })

  it('M12, sign-in throttle: the fifth wrong password waits unseen; another account and another Profile do not', async () => {
    const { link, services, clock, page, registered } = await house()
    for (let tries = 0; tries < 5; tries += 1) await link('romashka', 'Wrong1pass')
    expect(leftOf(await link())).toMatchObject({ code: 'TooManyAttempts', retryAfter: 10 })
    expect(services.asked).toHaveLength(5)
    await registered(other)
    const hers = {
      ...order,
      profileId: other.profileId,
      circumstances: circumstances({ actor: { type: 'profile', id: other.profileId } }),
    }
    rightOf(await page.services.link(hers, claimed())())
    clock.advance(10_000)
    rightOf(await link())
  })

  it('M12, sign-in throttle: neither other letters, nor other accounts, nor one’s own in between let a guesser go on', async () => {
    const { link, services } = await house()
    for (const account of ['romashka', 'ROMASHKA', 'Romashka', 'rOMASHKA', 'romashKA'])
      await link(account, 'Wrong1pass')
    expect(leftOf(await link('RomashkA'))).toMatchObject({ code: 'TooManyAttempts', retryAfter: 10 })
    for (let tries = 0; tries < 40; tries += 1) {
      await link(`victim-${tries}`, 'Wrong1pass')
      await link(`own-${tries % 2}`)
    }
    expect(leftOf(await link('one-more', 'Wrong1pass')).code).toBe('TooManyAttempts')
    const guesses = services.asked.filter((asked) => JSON.stringify(asked).includes('victim'))
    expect(guesses.length).toBeLessThanOrEqual(20)
  })

  it('M12: a silent service and one that nobody connected link nothing and count as no failure', async () => {
    const { link, services, types } = await house()
    services.down.silent = true
    expect(leftOf(await link())).toEqual({ code: 'OtherServiceUnavailable', retryAfter: 30 })
    expect(leftOf(await link('x', servicePassword, 'staff-control')).code).toBe('OtherServiceNotConnected')
    expect(types()).not.toContain('SignInFailed')
    expect(types()).not.toContain('OtherServiceLinked')
  })

  it('M12: what is no account, and a service that is not offered, never reach a service', async () => {
    const { link, unlink, services } = await house()
    expect(leftOf(await link('a b')).code).toBe('OtherAccountInvalid')
    expect(leftOf(await link('x', servicePassword, 'constructor')).code).toBe('OtherServiceUnknown')
    expect(leftOf(await unlink('constructor')).code).toBe('OtherServiceUnknown')
    expect(services.asked).toEqual([])
  })

  it('M12: an account of a service that is offered no more is shown and can be let go', async () => {
    const { held, unlink, record } = await house()
    await record(profileId, { type: 'OtherServiceLinked', data: { service: 'fax', account: 'f1' } })
    expect((await held()).at(-1)).toEqual({ service: 'fax', account: 'f1', isConnected: false })
    rightOf(await unlink('fax'))
    expect(await held()).toHaveLength(3)
  })

  it('M12: a request repeated after a crash asks the service nothing and answers as the first time', async () => {
    const { page, services } = await house()
    const repeated = {
      ...order,
      circumstances: { ...order.circumstances, idempotency: { key: 'k', body: 'b' } },
    }
    const first = rightOf(await page.services.link(repeated, claimed())())
    const again = rightOf(await page.services.link(repeated, claimed())())
    expect(again).toMatchObject({ replayed: true, revision: first.revision })
    expect(services.asked).toHaveLength(1)
  })
})
