import { describe, expect, it } from 'vitest'
import { minutes } from '../../../domain/instant.ts'
import { offerVersion, phone, profilePassword } from '../../application/sign-in/profile-doubles.ts'
import { ownersHouse } from './owner-in.ts'

const sensitive = [
  ['PUT', 'profile/email', { email: 'x@example.com' }],
  ['PUT', 'profile/phone', { phone: '+79039998877' }],
  ['POST', 'profile/phone/confirmation', { phone: '+79039998877', code: '123456' }],
  ['PUT', 'profile/password', { password: 'Brandnew8Horse', confirmation: 'Brandnew8Horse' }],
  ['POST', 'profile/two-factor/authenticator'],
  ['PUT', 'profile/two-factor', { method: 'sms' }],
  ['PUT', 'profile/two-factor', { method: 'none' }],
  ['POST', 'profile/two-factor/recovery-codes'],
  ['DELETE', 'profile/sessions'],
  ['DELETE', 'profile/sessions/s1'],
] as const

const open = [
  ['GET', 'profile'],
  ['GET', 'profile/sessions'],
  ['GET', 'profile/accounts'],
  ['GET', 'profile/history'],
  ['PUT', 'profile/offer', { version: offerVersion }],
] as const

describe('security.md, step-up', () => {
  it.each(sensitive)(
    '%s %s wants the password given within the last 5 minutes',
    async (method, path, body?: object) => {
      const { own, clock, handlerSaw } = await ruled()
      clock.advance(minutes(5))
      const before = handlerSaw()
      expect(await own(method, path, body)).toMatchObject({
        status: 403,
        body: { code: 'ConfirmationRequired' },
      })
      expect(handlerSaw()).toBe(before)
      const confirmed = await own('POST', 'session/confirmation', { password: profilePassword })
      expect(confirmed.status).toBe(200)
      expect((await own(method, path, body)).body?.code).not.toBe('ConfirmationRequired')
    },
  )

  it.each(open)('%s %s does not', async (method, path, body?: object) => {
    const { own, clock } = await ownersHouse()
    clock.advance(minutes(20))
    expect((await own(method, path, body)).status).toBe(200)
  })

  it('a wrong password confirms nothing, and signs nobody out', async () => {
    const { own, clock } = await ownersHouse()
    clock.advance(minutes(5))
    expect(await own('POST', 'session/confirmation', { password: 'Wrong1pass' })).toMatchObject({
      status: 422,
      body: { code: 'ConfirmationWrong' },
    })
    expect((await own('PUT', 'profile/two-factor', { method: 'sms' })).body.code).toBe('ConfirmationRequired')
  })
})

/** Watches what is appended. */
const ruled = async () => {
  const house = await ownersHouse()
  return { ...house, handlerSaw: () => house.store.steps.filter(({ what }) => what === 'appended').length }
}

describe('rest.md, If-Match', () => {
  const conditional = [
    ...sensitive.filter(([, path]) => !path.startsWith('profile/sessions')),
    ['PUT', 'profile/offer', { version: offerVersion }],
    ['DELETE', 'profile/accounts/a1'],
  ] as const

  it.each(conditional)(
    '%s %s with a stale revision: 412, and nothing happens',
    async (method, path, body?: object) => {
      const { own, people, handlerSaw } = await ruled()
      const before = handlerSaw()
      expect(await own(method, path, body, { 'if-match': '"1"' })).toMatchObject({
        status: 412,
        body: { code: 'RevisionStale' },
      })
      expect(handlerSaw()).toBe(before)
      expect(people.limit.taken).toBe(0)
      expect(people.authenticator).toMatchObject({ begun: 0, sets: 0 })
    },
  )
})

describe('rest.md, Idempotency-Key', () => {
  const repeated = [
    ['PUT', 'profile/email', { email: 'x@example.com' }, { email: 'y@example.com' }],
    [
      'PUT',
      'profile/password',
      { password: 'Brandnew8Horse', confirmation: 'Brandnew8Horse' },
      { password: 'Brandnew9Horse', confirmation: 'Brandnew9Horse' },
    ],
    ['PUT', 'profile/offer', { version: offerVersion }, { version: '2020-01' }],
  ] as const

  it('PUT profile/phone repeated sends no second SMS, and is not too soon', async () => {
    const { own, people } = await ownersHouse()
    const key = { 'idempotency-key': 'k1' }
    const first = await own('PUT', 'profile/phone', { phone: '+79039998877' }, key)
    const again = await own('PUT', 'profile/phone', { phone: '+79039998877' }, key)
    expect(again).toMatchObject({ status: 200, body: first.body })
    expect(people.limit.taken).toBe(1)
  })

  it.each(repeated)(
    '%s %s repeated is answered by the log as the first time, another body is refused',
    async (method, path, body, other) => {
      const { own, people, handlerSaw } = await ruled()
      await people.record('p1', { type: 'OfferAccepted', data: { version: '2020-01', acceptedAt: 0 } })
      const key = { 'idempotency-key': 'k1' }
      const first = await own(method, path, body, key)
      expect(first.status).toBe(200)
      const taken = people.limit.taken
      const before = handlerSaw()
      const again = await own(method, path, body, key)
      expect(again).toMatchObject({ status: 200, etag: first.etag, body: first.body })
      expect(await own(method, path, other, key)).toMatchObject({
        status: 422,
        body: { code: 'IdempotencyKeyReused' },
      })
      expect(handlerSaw()).toBe(before)
      expect(people.limit.taken).toBe(taken)
    },
  )
})

describe('rest.md, errors: while the log does not answer', () => {
  it.each([
    ['GET', 'profile'],
    ['GET', 'profile/accounts'],
    ['PUT', 'profile/email', { email: 'x@example.com' }],
    ['PUT', 'profile/phone', { phone: '+79039998877' }],
    ['PUT', 'profile/two-factor', { method: 'sms' }],
    ['POST', 'profile/two-factor/authenticator'],
    ['PUT', 'profile/offer', { version: offerVersion }],
    ['DELETE', 'profile/accounts/a1'],
  ] as const)('%s %s is 503 with Retry-After', async (method, path, body?: object) => {
    const { ask, headers, store } = await ownersHouse()
    store.follow(() => 'unavailable')
    const answered = await ask(method, `/api/v1/${path}`, { body, headers })
    expect(answered.statusCode).toBe(503)
    expect(answered.headers['retry-after']).toMatch(/^\d+$/)
    expect(answered.json()).toMatchObject({ code: 'StoreUnavailable' })
  })
})

describe('PUT /profile/offer (M5)', () => {
  it('accepts a newer version, after which an account can be chosen; when and which is kept', async () => {
    const { people, as, signIn, accountId, clock } = await ownersHouse()
    await people.record('p1', { type: 'OfferAccepted', data: { version: '2020-01', acceptedAt: 0 } })
    const due = as(await signIn())
    expect((await due('GET', 'session')).body).toMatchObject({
      stage: 'accountChoice',
      offer: { version: offerVersion, accepted: false },
    })
    expect((await due('GET', 'profile')).body.offer).toEqual({
      ...{ version: offerVersion, accepted: false, acceptedVersion: '2020-01' },
      acceptedAt: '1970-01-01T00:00:00.000Z',
    })
    const refused = await due('PUT', 'session/account', { accountId })
    expect(refused).toMatchObject({ status: 403, body: { code: 'OfferDue' } })
    const accepted = await due('PUT', 'profile/offer', { version: offerVersion }, { 'if-match': '"3"' })
    expect(accepted).toMatchObject({ status: 200, etag: '"4"' })
    expect(accepted.body.offer).toEqual({
      ...{ version: offerVersion, accepted: true, acceptedVersion: offerVersion },
      acceptedAt: new Date(clock.now()).toISOString(),
    })
    expect((await due('PUT', 'profile/offer', { version: offerVersion })).etag).toBe('"4"')
    const opened = await due('PUT', 'session/account', { accountId })
    expect(opened.body).toMatchObject({ stage: 'open', account: { id: accountId } })
  })

  it('accepts no version but the one in force', async () => {
    const { own } = await ownersHouse()
    expect(await own('PUT', 'profile/offer', { version: '2020-01' })).toMatchObject({
      status: 422,
      body: { code: 'OfferNotAccepted', errors: [{ field: 'version' }] },
    })
  })
})

describe('GET /profile/history', () => {
  it('shows changes and sign-ins of the Profile, newest first, page by page', async () => {
    const { own } = await ownersHouse()
    await own('PUT', 'profile/two-factor', { method: 'sms' })
    const whole = await own('GET', 'profile/history')
    const types = whole.body.items.map(({ type }: { type: string }) => type)
    expect(types[0]).toBe('TwoFactorEnabled')
    for (const type of ['SessionOpened', 'AccountChosen', 'AccountLinked', 'ProfileRegistered'])
      expect(types).toContain(type)
    expect(whole.body.items[0]).toMatchObject({
      profile: 'p1',
      actor: { type: 'profile', id: 'p1' },
      ip: '127.0.0.1',
    })
    const paged: string[] = []
    let next = ''
    do {
      const { body } = await own('GET', `profile/history?limit=2${next}`)
      paged.push(...body.items.map(({ type }: { type: string }) => type))
      next = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`
    } while (next !== '')
    expect(paged).toEqual(types)
  })

  it('shows nothing of another Profile', async () => {
    const { own, as, signIn, people } = await ownersHouse()
    await people.registered({ profileId: 'p2', phone: '+79035556677', email: 'olga@example.org' })
    const hers = as(await signIn('+79035556677'))
    await hers('PUT', 'profile/two-factor', { method: 'sms' })
    const { body } = await own('GET', 'profile/history')
    expect(body.items.length).toBeGreaterThan(0)
    for (const { profile } of body.items) expect(profile).toBe('p1')
    expect(JSON.stringify(body)).not.toContain('olga')
  })

  it('refuses a cursor that is none of its own, at its field', async () => {
    const { own } = await ownersHouse()
    expect(await own('GET', 'profile/history?cursor=nonsense')).toMatchObject({
      status: 400,
      body: { code: 'CursorMalformed', errors: [{ field: 'cursor' }] },
    })
  })
})

describe('logs (security.md, logs)', () => {
  it('no line of the page’s requests holds a phone, an address, a password, a code or a secret', async () => {
    const { own, logged, newestCode } = await ownersHouse()
    await own('PUT', 'profile/email', { email: 'hidden@example.com' })
    await own('PUT', 'profile/phone', { phone: '+79039998877' })
    const code = await newestCode()
    await own('POST', 'profile/phone/confirmation', { phone: '+79039998877', code })
    await own('PUT', 'profile/password', { password: 'Brandnew8Horse', confirmation: 'Brandnew8Horse' })
    const { setupId, secret } = (await own('POST', 'profile/two-factor/authenticator')).body
    const on = await own('PUT', 'profile/two-factor', { method: 'totp', setupId, code: '123456' })
    await own('GET', 'profile')
    const hidden = [
      'hidden@',
      '9039998877',
      'Brandnew8Horse',
      code,
      secret,
      ...on.body.recoveryCodes,
      phone.slice(2),
    ]
    const lines = logged.join('')
    expect(lines).toContain('/api/v1/profile/two-factor')
    for (const word of hidden) expect(lines).not.toContain(word)
  })
})
