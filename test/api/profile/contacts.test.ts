import { describe, expect, it } from 'vitest'
import { email, phone } from '../../application/sign-in/profile-doubles.ts'
import { ownersHouse } from './owner-in.ts'

const newEmail = 'ivan.new@example.com'
const newPhone = '+79039998877'
const olga = { profileId: 'p2', phone: '+79035556677', email: 'olga@example.org' }

/** An answer but for what differs every time, or with what was asked. */
const shape = (body: object, ...of: readonly string[]): object =>
  Object.fromEntries(Object.entries(body).map(([name, value]) => [name, of.includes(name) ? '…' : value]))

describe('PUT /profile/email', () => {
  it('keeps the present address until the letter’s link is followed, in any browser (security.md, e-mail link)', async () => {
    const { own, step, newestToken } = await ownersHouse()
    const asked = await own('PUT', 'profile/email', { email: newEmail }, { 'if-match': '"2"' })
    expect(asked).toMatchObject({
      status: 200,
      etag: '"3"',
      body: { email, pendingEmail: newEmail, revision: 3 },
    })
    const followed = await step('POST', 'email-confirmations', { token: await newestToken() })
    expect(followed.body).toEqual({ purpose: 'emailChange', stage: null })
    expect((await own('GET', 'profile')).body).toMatchObject({ email: newEmail, pendingEmail: null })
  })

  it('takes back what was asked for when the present address is given', async () => {
    const { own, step, newestToken } = await ownersHouse()
    await own('PUT', 'profile/email', { email: newEmail })
    const token = await newestToken()
    const back = await own('PUT', 'profile/email', { email })
    expect(back).toMatchObject({ status: 200, body: { email, pendingEmail: null } })
    const late = await step('POST', 'email-confirmations', { token })
    expect(late).toMatchObject({ status: 409, body: { code: 'EmailChangeNotPending' } })
  })

  it('sends the letter again only after 60 s, and answers the same', async () => {
    const { own, clock } = await ownersHouse()
    const first = await own('PUT', 'profile/email', { email: newEmail })
    const soon = await own('PUT', 'profile/email', { email: newEmail })
    expect(soon).toMatchObject({ status: 429, body: { code: 'ResendTooSoon' } })
    clock.advance(60_000)
    expect((await own('PUT', 'profile/email', { email: newEmail })).body).toEqual(first.body)
  })

  it('answers an address that another Profile has like any other (security.md, enumeration)', async () => {
    const { own, people, step, newestToken } = await ownersHouse()
    await people.registered(olga)
    const free = await own('PUT', 'profile/email', { email: newEmail })
    const taken = await own('PUT', 'profile/email', { email: olga.email })
    expect(taken.status).toBe(200)
    expect(shape(taken.body, 'pendingEmail', 'revision')).toEqual(
      shape(free.body, 'pendingEmail', 'revision'),
    )
    const followed = await step('POST', 'email-confirmations', { token: await newestToken() })
    expect(followed.status).toBe(422)
    expect((await own('GET', 'profile')).body.email).toBe(email)
  })

  it('refuses what is no address at its field, and more letters than are allowed', async () => {
    const { own, people } = await ownersHouse()
    expect(await own('PUT', 'profile/email', { email: 'nobody' })).toMatchObject({
      status: 422,
      body: { code: 'EmailInvalid', errors: [{ field: 'email' }] },
    })
    people.limit.refusal = { code: 'TooManyMessages', retryAfter: 600 }
    expect(await own('PUT', 'profile/email', { email: newEmail })).toMatchObject({
      status: 429,
      body: { code: 'TooManyMessages' },
    })
  })
})

describe('Idempotency-Key on what sends messages (architecture.md, the write side)', () => {
  it.each([
    ['phone', { phone: newPhone }, { phone: '+79037776655' }],
    ['email', { email: newEmail }, { email: 'else@example.com' }],
  ])('with another body is refused with 422, and nothing is sent: %s', async (what, first, second) => {
    const { own, people, clock } = await ownersHouse()
    const key = { 'idempotency-key': `key-${what}` }
    const asked = await own('PUT', `profile/${what}`, first, key)
    expect(asked.status).toBe(200)
    const taken = people.limit.taken
    expect(await own('PUT', `profile/${what}`, second, key)).toMatchObject({
      status: 422,
      body: { code: 'IdempotencyKeyReused' },
    })
    // The same request again is answered as before, a minute later too, and sends nothing again.
    clock.advance(60_000)
    expect((await own('PUT', `profile/${what}`, first, key)).body).toEqual(asked.body)
    expect(people.limit.taken).toBe(taken)
  })

  it('after a refusal that passes is free for another body: a mistyped number is corrected', async () => {
    const { own, people } = await ownersHouse()
    const key = { 'idempotency-key': 'once' }
    people.limit.refusal = { code: 'TooManyMessages', retryAfter: 600 }
    expect((await own('PUT', 'profile/phone', { phone: newPhone }, key)).status).toBe(429)
    people.limit.refusal = null
    expect((await own('PUT', 'profile/phone', { phone: '+79037776655' }, key)).status).toBe(200)
  })
})

describe('PUT /profile/phone, POST /profile/phone/confirmation', () => {
  it('changes the phone by the code sent to the new one; sign-in and codes go with it (M3, M4)', async () => {
    const { own, newestCode, step, signIn } = await ownersHouse()
    const asked = await own('PUT', 'profile/phone', { phone: '8 (903) 999-88-77' }, { 'if-match': '"2"' })
    expect(asked).toMatchObject({
      ...{ status: 200, etag: '"2"' },
      body: { phone: newPhone, due: 'phoneCode', revision: 2 },
    })
    expect((await own('GET', 'profile')).body.phone).toBe(phone)
    const code = await newestCode()
    const given = { phone: newPhone, code }
    const confirmed = await own('POST', 'profile/phone/confirmation', given, { 'if-match': '"2"' })
    expect(confirmed).toMatchObject({ status: 200, etag: '"3"', body: { phone: newPhone } })
    await signIn(newPhone)
    const old = await step('POST', 'session/profile', { login: phone, password: 'Correct7Horse' })
    expect(old.status).toBe(401)
    // A repetition changes nothing.
    expect((await own('POST', 'profile/phone/confirmation', given)).body).toEqual(confirmed.body)
  })

  it('has nothing due for the number that the Profile has', async () => {
    const { own, people } = await ownersHouse()
    const asked = await own('PUT', 'profile/phone', { phone })
    expect(asked.body).toEqual({ phone, due: null, expiresAt: null, revision: 2 })
    expect(people.limit.taken).toBe(0)
  })

  it('takes the code in no other session, and no code for another number', async () => {
    const { own, newestCode, as, signIn, clock } = await ownersHouse()
    await own('PUT', 'profile/phone', { phone: newPhone })
    const code = await newestCode()
    const elsewhere = as(await signIn())
    for (const [ask, given] of [
      [elsewhere, newPhone],
      [own, '+79031234567'],
    ] as const)
      expect(await ask('POST', 'profile/phone/confirmation', { phone: given, code })).toMatchObject({
        status: 404,
        body: { code: 'ChallengeNotFound' },
      })
    clock.advance(5 * 60_000 - 1)
    expect((await own('POST', 'profile/phone/confirmation', { phone: newPhone, code })).status).toBe(200)
  })

  it('burns after five wrong codes, and a new one does not reset them (security.md, one-time code)', async () => {
    const { own, newestCode, clock } = await ownersHouse()
    await own('PUT', 'profile/phone', { phone: newPhone })
    const wrong = { phone: newPhone, code: 'wrong' }
    for (let tried = 0; tried < 4; tried += 1) {
      const refused = await own('POST', 'profile/phone/confirmation', wrong)
      expect(refused).toMatchObject({ status: 422, body: { code: 'CodeWrong', errors: [{ field: 'code' }] } })
    }
    clock.advance(60_000)
    expect((await own('PUT', 'profile/phone', { phone: newPhone })).status).toBe(200)
    await own('POST', 'profile/phone/confirmation', wrong)
    const right = { phone: newPhone, code: await newestCode() }
    expect(await own('POST', 'profile/phone/confirmation', right)).toMatchObject({
      status: 409,
      body: { code: 'ChallengeBurned' },
    })
    clock.advance(60_000)
    const again = await own('PUT', 'profile/phone', { phone: newPhone })
    expect(again).toMatchObject({ status: 409, body: { code: 'ChallengeBurned' } })
  })

  it('takes only the newest code, within 5 minutes', async () => {
    const { own, newestCode, clock } = await ownersHouse()
    await own('PUT', 'profile/phone', { phone: newPhone })
    const first = await newestCode()
    expect(await own('PUT', 'profile/phone', { phone: newPhone })).toMatchObject({
      status: 429,
      body: { code: 'ResendTooSoon' },
    })
    clock.advance(60_000)
    await own('PUT', 'profile/phone', { phone: newPhone })
    const old = await own('POST', 'profile/phone/confirmation', { phone: newPhone, code: first })
    expect(old).toMatchObject({ status: 409, body: { code: 'ChallengeSuperseded' } })
    const code = await newestCode()
    clock.advance(4 * 60_000 - 1)
    await own('POST', 'session/confirmation', { password: 'Correct7Horse' })
    clock.advance(60_001)
    const late = await own('POST', 'profile/phone/confirmation', { phone: newPhone, code })
    expect(late).toMatchObject({ status: 409, body: { code: 'ChallengeExpired' } })
  })

  it('answers a number that another Profile has like any other; no code is right there (security.md, enumeration)', async () => {
    const { own, people, newestCode } = await ownersHouse()
    await people.registered(olga)
    const free = await own('PUT', 'profile/phone', { phone: newPhone })
    const taken = await own('PUT', 'profile/phone', { phone: olga.phone })
    expect(taken.status).toBe(200)
    expect(shape(taken.body, 'phone')).toEqual(shape(free.body, 'phone'))
    const given = { phone: olga.phone, code: await newestCode() }
    expect(await own('POST', 'profile/phone/confirmation', given)).toMatchObject({
      status: 422,
      body: { code: 'CodeWrong' },
    })
  })

  it('refuses a number that somebody else has proven meanwhile', async () => {
    const { own, people, newestCode } = await ownersHouse()
    await own('PUT', 'profile/phone', { phone: newPhone })
    const code = await newestCode()
    await people.registered({ ...olga, phone: newPhone })
    expect(await own('POST', 'profile/phone/confirmation', { phone: newPhone, code })).toMatchObject({
      status: 409,
      body: { code: 'ValueTaken' },
    })
    expect((await own('GET', 'profile')).body.phone).toBe(phone)
  })

  it('refuses what is no mobile number at its field, and more SMS than are allowed', async () => {
    const { own, people } = await ownersHouse()
    for (const ask of [
      () => own('PUT', 'profile/phone', { phone: '+44 20 7946 0000' }),
      () => own('POST', 'profile/phone/confirmation', { phone: '112', code: '123456' }),
    ])
      expect(await ask()).toMatchObject({
        status: 422,
        body: { code: 'PhoneInvalid', errors: [{ field: 'phone' }] },
      })
    people.limit.refusal = { code: 'TooManyMessages', retryAfter: 600 }
    expect(await own('PUT', 'profile/phone', { phone: newPhone })).toMatchObject({
      status: 429,
      body: { code: 'TooManyMessages' },
    })
  })
})
