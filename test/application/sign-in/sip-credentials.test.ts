import { describe, expect, it } from 'vitest'
import type { Circumstances } from '../../../application/events/metadata.ts'
import { minutes, seconds } from '../../../domain/instant.ts'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { accountsSide, login, password } from '../accounts/accounts-side.ts'
import { circumstances } from '../circumstances.ts'
import { logs } from '../write-side.ts'

const unknownActor = { type: 'sip', id: 'unknown' } as const

const doors = async (openLog?: (typeof logs)[number][1]) => {
  const side = accountsSide(openLog?.())
  const { accountId } = await side.provisioned()
  const told = (said: Partial<Circumstances> = {}) =>
    circumstances({ actor: unknownActor, ip: '203.0.113.7', ...said })
  const enter = (given: string, as = login, said: Partial<Circumstances> = {}) =>
    side.prove({ login: as, password: given }, told(said))()
  const subject = (as: string, ip = '203.0.113.7') => side.fingerprints.of('signInFailures', 'sip', as, ip)
  const failures = (as = '+79260250773', ip?: string) => side.stream(`signInFailures-${subject(as, ip)}`)
  return { ...side, accountId, enter, failures }
}

const wrong = { code: 'CredentialsWrong', unknownLogin: false }
const wrongPassword = (n: number) => `Wrong${n}password`

describe.each(logs)('M2: entry with a SIP account, on a log %s', (_, openLog) => {
  it.each([login, `${login}@multifon.ru`, `${login}@MULTIFON.ru`])('as %s opens its account', async (as) => {
    const { enter, accountId, failures } = await doors(openLog)
    expect(rightOf(await enter(password, as))).toMatchObject({
      accountId,
      revision: 0,
      account: { status: 'active', trunkLimit: 2 },
    })
    expect(await failures()).toEqual([])
  })

  it('with a wrong password is refused and recorded, sealed with where it came from', async () => {
    const { enter, failures, accountId } = await doors(openLog)
    expect(leftOf(await enter('Wrong1password'))).toEqual(wrong)
    const events = await failures()
    expect(events).toMatchObject([
      { type: 'SignInFailed', data: { count: 1, accountId }, metadata: { actor: unknownActor } },
    ])
    const text = JSON.stringify(events.map(({ stream, data, metadata }) => ({ stream, data, metadata })))
    for (const personal of ['203.0.113.7', login.slice(1), 'Wrong1password'])
      expect(text).not.toContain(personal)
  })

  it('of 50 wrong passwords at once looks at five, records five, and lets the rest wait', async () => {
    const { enter, failures, vaultCalls } = await doors(openLog)
    vaultCalls.length = 0
    const answers = await Promise.all(Array.from({ length: 50 }, (__, n) => enter(wrongPassword(n))))
    expect(answers.slice(0, 5).map(leftOf)).toEqual(Array.from({ length: 5 }, () => wrong))
    expect(answers.slice(5).map(leftOf)).toEqual(
      Array.from({ length: 45 }, () => ({ code: 'TooManyAttempts', retryAfter: 10 })),
    )
    expect(vaultCalls).toEqual(Array.from({ length: 5 }, () => 'verify'))
    expect((await failures()).map(({ data }) => data['count'])).toEqual([1, 2, 3, 4, 5])
  })
})

describe('M2: the wait after failures', () => {
  const failed = async (times: number) => {
    const side = await doors()
    for (let n = 0; n < times; n += 1) {
      const refused = leftOf(await side.enter(wrongPassword(n)))
      if (refused.code === 'TooManyAttempts') side.clock.advance(seconds(refused.retryAfter ?? 0))
      if (refused.code === 'TooManyAttempts') await side.enter(wrongPassword(n))
    }
    return side
  }

  it('is none after four, then 10 s, doubling to 5 min, by the product’s clock', async () => {
    const { enter, clock } = await failed(4)
    const waits: number[] = []
    for (let n = 4; n < 12; n += 1) {
      expect(leftOf(await enter(wrongPassword(n)))).toEqual(wrong)
      const refused = leftOf(await enter(wrongPassword(n + 100)))
      waits.push(refused.retryAfter ?? 0)
      clock.advance(seconds(refused.retryAfter ?? 0) - 1)
      expect(leftOf(await enter(wrongPassword(n + 200)))).toEqual({ code: 'TooManyAttempts', retryAfter: 1 })
      clock.advance(1)
    }
    expect(waits).toEqual([10, 20, 40, 80, 160, 300, 300, 300])
  })

  it('holds for the right password too, which is not even looked at', async () => {
    const { enter, vaultCalls, store, clock, failures } = await failed(5)
    vaultCalls.length = 0
    const before = store.steps.length
    expect(leftOf(await enter(password))).toEqual({ code: 'TooManyAttempts', retryAfter: 10 })
    expect(vaultCalls).toEqual([])
    expect(store.steps.slice(before).map(({ what }) => what)).toEqual(['read'])
    clock.advance(seconds(10))
    rightOf(await enter(password))
    expect((await failures()).at(-1)).toMatchObject({ type: 'SignInFailuresReset' })
  })

  it('is not prolonged by trying during it', async () => {
    const { enter, clock, failures } = await failed(5)
    for (let n = 0; n < 9; n += 1) {
      expect(leftOf(await enter(wrongPassword(50 + n)))).toMatchObject({ code: 'TooManyAttempts' })
      clock.advance(seconds(1))
    }
    clock.advance(seconds(1))
    rightOf(await enter(password))
    expect((await failures()).filter(({ type }) => type === 'SignInFailed')).toHaveLength(5)
  })

  it('begins anew after a success: the count starts at one, four are free again', async () => {
    const { enter, clock, failures } = await failed(5)
    clock.advance(seconds(10))
    rightOf(await enter(password))
    const answers = await Promise.all(Array.from({ length: 6 }, (_, n) => enter(wrongPassword(n))))
    expect(answers.map((answer) => leftOf(answer).code)).toEqual([
      ...Array.from({ length: 5 }, () => 'CredentialsWrong'),
      'TooManyAttempts',
    ])
    expect((await failures()).slice(-5).map(({ data }) => data['count'])).toEqual([1, 2, 3, 4, 5])
  })

  it('survives a restart: the log remembers', async () => {
    const { store } = await failed(5)
    const { prove } = accountsSide(store)
    const told = circumstances({ actor: unknownActor, ip: '203.0.113.7' })
    expect(leftOf(await prove({ login, password }, told)())).toEqual({
      code: 'TooManyAttempts',
      retryAfter: 10,
    })
  })

  it('is of one login from one address: others are let through', async () => {
    const { enter, provisioned } = await failed(5)
    await provisioned({ number: '+79261112233', password: 'Second2Account' })
    rightOf(await enter(password, login, { ip: '198.51.100.1' }))
    rightOf(await enter('Second2Account', '79261112233'))
    expect(leftOf(await enter(password))).toMatchObject({ code: 'TooManyAttempts' })
  })

  it('is the same however the login is written', async () => {
    const { enter } = await failed(5)
    expect(leftOf(await enter(password, `${login}@multifon.ru`))).toMatchObject({ code: 'TooManyAttempts' })
  })
})

describe('M2: the same wrong password again and again', () => {
  it('counts once: an old device keeps trying for ever', async () => {
    const { enter, failures, clock } = await doors()
    for (let n = 0; n < 30; n += 1) {
      expect(leftOf(await enter('OldDevice1password'))).toEqual(wrong)
      clock.advance(minutes(1))
    }
    expect(await failures()).toHaveLength(1)
    rightOf(await enter(password))
  })

  it('at once counts once', async () => {
    const { enter, failures } = await doors()
    await Promise.all(Array.from({ length: 50 }, () => enter('OldDevice1password')))
    expect(await failures()).toHaveLength(1)
  })

  it('does not hide guesses between', async () => {
    const { enter, failures } = await doors()
    for (let n = 0; n < 4; n += 1) {
      await enter('OldDevice1password')
      await enter(wrongPassword(n))
    }
    expect((await failures()).map(({ data }) => data['count'])).toEqual([1, 2, 3, 4, 5])
  })

  it('after a success counts again', async () => {
    const { enter, failures } = await doors()
    await enter('OldDevice1password')
    await enter(password)
    await enter('OldDevice1password')
    expect((await failures()).map(({ type }) => type)).toEqual([
      'SignInFailed',
      'SignInFailuresReset',
      'SignInFailed',
    ])
  })

  it('once it has become the right one opens the account', async () => {
    const { enter, changePassword, accountId } = await doors()
    await enter('Future2Password')
    rightOf(await changePassword({ accountId, circumstances: circumstances() }, 'Future2Password')())
    rightOf(await enter('Future2Password'))
  })
})

describe('M2: a login that nobody has', () => {
  it.each(['79269999999', 'nobody', '', '79260250773@example.com'])(
    '%j costs what a known one costs, and fails alike',
    async (as) => {
      const { enter, store, vaultCalls } = await doors()
      const workOf = async (attempt: () => Promise<unknown>) => {
        const before = store.steps.length
        vaultCalls.length = 0
        await attempt()
        return {
          steps: store.steps.slice(before).map(({ what, stream }) => `${what} ${stream.split('-')[0]}`),
          calls: vaultCalls.map((call) => (call === 'verifyDecoy' ? 'verify' : call)),
        }
      }
      const known = await workOf(() => enter('Wrong1password'))
      const unknown = await workOf(() => enter('Wrong1password', as))
      expect(unknown).toEqual(known)
      expect(known.calls).toEqual(['verify'])
      expect(leftOf(await enter('Wrong2password', as))).toEqual({ ...wrong, unknownLogin: true })
    },
  )

  it('is throttled alike', async () => {
    const { enter, failures } = await doors()
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => enter(wrongPassword(n), '79269999999')),
    )
    expect(answers.map((answer) => leftOf(answer).code)).toEqual([
      ...Array.from({ length: 5 }, () => 'CredentialsWrong'),
      ...Array.from({ length: 3 }, () => 'TooManyAttempts'),
    ])
    expect(await failures('+79269999999')).toHaveLength(5)
    expect((await failures('+79269999999'))[0]?.data).toEqual({
      ...{ count: 1, from: null, fromCount: 1, others: [], tries: 1 },
      accountId: null,
      profileId: null,
      staffId: null,
      service: null,
    })
  })

  it('that has been claimed by an account not opened yet is nobody’s', async () => {
    const { prove, provision, vaultFollows } = accountsSide()
    vaultFollows(() => {
      throw new Error('crashed')
    })
    const asked = { number: '+79260250773', password, routing: 'SIP', trunkLimit: 2 } as const
    const more = { callerId: null, tariffOption: null, balance: null }
    await expect(provision({ ...asked, ...more }, circumstances())()).rejects.toThrow('crashed')
    vaultFollows(() => {})
    expect(leftOf(await prove({ login, password }, circumstances())())).toEqual({
      ...wrong,
      unknownLogin: true,
    })
  })
})

describe('M2: whoever may enter', () => {
  it('an account that is suspended or disabled may be entered, and shows so', async () => {
    const { enter, settings, accountId } = await doors()
    const order = { accountId, circumstances: circumstances() }
    await settings.suspendService(order)()
    expect(rightOf(await enter(password)).account.status).toBe('suspended')
    await settings.disableService(order)()
    expect(rightOf(await enter(password)).account.status).toBe('disabled')
  })

  it('M27: the new password enters and the old one does not', async () => {
    const { enter, changePassword, accountId } = await doors()
    rightOf(await changePassword({ accountId, circumstances: circumstances() }, 'Changed2Password')())
    rightOf(await enter('Changed2Password'))
    expect(leftOf(await enter(password))).toEqual(wrong)
  })

  it('while the store does not answer nobody is let in, and no password is called wrong', async () => {
    for (const silent of ['read', 'append', 'appended'] as const) {
      const { enter, store } = await doors()
      store.follow(({ what }) => (what === silent ? 'unavailable' : 'goOn'))
      expect(leftOf(await enter('Wrong1password'))).toEqual({ code: 'StoreUnavailable', retryAfter: 2 })
    }
  })

  it('while failures cannot be recorded, as on a full disk, guessing goes no further than one', async () => {
    const { enter, store, vaultCalls, failures } = await doors()
    vaultCalls.length = 0
    store.follow(({ what }) => (what === 'append' ? 'unavailable' : 'goOn'))
    for (let n = 0; n < 20; n += 1)
      expect(leftOf(await enter(wrongPassword(n)))).toEqual({ code: 'StoreUnavailable', retryAfter: 2 })
    expect(leftOf(await enter(password))).toMatchObject({ code: 'StoreUnavailable' })
    expect(vaultCalls).toEqual(['verify'])
    store.follow(() => 'goOn')
    rightOf(await enter(password))
    expect((await failures()).map(({ type }) => type)).toEqual(['SignInFailed', 'SignInFailuresReset'])
  })
})
