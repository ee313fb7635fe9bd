import { describe, expect, it } from 'vitest'
import { minutes } from '../../../domain/instant.ts'
import { phone, profilePassword } from '../../application/sign-in/profile-doubles.ts'
import { storedIn } from '../rig/events-of.ts'
import { ownersHouse } from './owner-in.ts'

const chosen = 'Brandnew8Horse'
const twice = (password: string) => ({ password, confirmation: password })

describe('PUT /profile/password (M6)', () => {
  it('replaces the password, and ends every other session of the Profile at once', async () => {
    const { own, as, signIn, step } = await ownersHouse()
    const elsewhere = as(await signIn())
    const changed = await own('PUT', 'profile/password', twice(chosen), { 'if-match': '"2"' })
    expect(changed).toMatchObject({ status: 200, etag: '"3"', body: { id: 'p1', revision: 3 } })
    expect((await elsewhere('GET', 'session')).status).toBe(401)
    expect((await own('GET', 'session')).status).toBe(200)
    await signIn(phone, chosen)
    const old = await step('POST', 'session/profile', { login: phone, password: profilePassword })
    expect(old.status).toBe(401)
  })

  it('changes nothing for the present password, and ends no session for it', async () => {
    const { own, as, signIn } = await ownersHouse()
    const elsewhere = as(await signIn())
    const same = await own('PUT', 'profile/password', twice(profilePassword))
    expect(same).toMatchObject({ status: 200, etag: '"2"' })
    expect((await elsewhere('GET', 'session')).status).toBe(200)
  })

  it('tells every fault of a refused one at its field, in the reader’s language', async () => {
    const { own } = await ownersHouse()
    const given = twice(`ab${phone.slice(2)}`)
    const refused = await own('PUT', 'profile/password', given, { 'accept-language': 'en' })
    expect(refused).toMatchObject({ status: 422, body: { code: 'ProfilePasswordWeak' } })
    expect(refused.body.errors).toEqual([
      { field: 'password', code: 'noUpperCase', detail: 'It needs a Latin upper-case letter.' },
      {
        ...{ field: 'password', code: 'personal' },
        detail: 'It must not contain your name, phone or e-mail.',
      },
    ])
    const short = await own('PUT', 'profile/password', twice('Ab1'))
    expect(short.body.errors).toMatchObject([{ code: 'tooShort' }])
    const common = await own('PUT', 'profile/password', twice('Password1'))
    expect(common.body.errors).toMatchObject([{ code: 'common' }])
    const long = await own('PUT', 'profile/password', twice(`Ab1${'x'.repeat(126)}`))
    expect(long.body.errors).toMatchObject([{ code: 'tooLong' }])
  })

  it('wants the same word twice', async () => {
    const { own } = await ownersHouse()
    const given = { password: chosen, confirmation: 'Brandnew9Horse' }
    expect(await own('PUT', 'profile/password', given)).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'confirmation', code: 'Different' }] },
    })
  })

  it('while too many hashes are being made it is told when to come again, and nothing has changed', async () => {
    const { own, people, signIn } = await ownersHouse()
    people.profiles.passwords.busy(true)
    expect(await own('PUT', 'profile/password', twice(chosen))).toMatchObject({
      status: 503,
      body: { code: 'HashingBusy' },
    })
    people.profiles.passwords.busy(false)
    expect((await own('GET', 'profile')).etag).toBe('"2"')
    await signIn()
  })

  it('can be asked for again when the log did not answer: what was kept meanwhile is left to the sweep', async () => {
    const { own, people, store } = await ownersHouse()
    const before = people.profiles.passwords.refs()
    store.follow(({ what, stream }) =>
      what === 'append' && stream === 'profile-p1' ? 'unavailable' : 'goOn',
    )
    expect(await own('PUT', 'profile/password', twice(chosen))).toMatchObject({
      status: 503,
      body: { code: 'StoreUnavailable' },
    })
    // Nobody knows whether it was recorded: that one is the sweep's.
    expect(people.profiles.passwords.refs()).toHaveLength(before.length + 1)
    store.follow(() => 'goOn')
    const repeated = await own('PUT', 'profile/password', twice(chosen))
    expect(repeated).toMatchObject({ status: 200, etag: '"3"' })
  })

  it('does not lift a block: that is the recovery’s to do (M17)', async () => {
    const { own, people } = await ownersHouse()
    await people.record('p1', { type: 'SignInBlocked', data: { failures: 100 } })
    expect((await own('GET', 'profile')).body.isBlocked).toBe(true)
    expect(await own('PUT', 'profile/password', twice(chosen))).toMatchObject({
      status: 403,
      body: { code: 'SignInBlocked' },
    })
  })
})

describe('the second factor (M7; security.md, second factor)', () => {
  it('M7: by SMS, and off again; each sign-in asks for it meanwhile', async () => {
    const { own, step } = await ownersHouse()
    const on = await own('PUT', 'profile/two-factor', { method: 'sms' }, { 'if-match': '"2"' })
    expect(on).toMatchObject({ status: 200, etag: '"3"' })
    expect(on.body).toEqual({ twoFactor: { method: 'sms' }, recoveryCodes: null, revision: 3 })
    const credentials = { login: phone, password: profilePassword }
    const entered = await step('POST', 'session/profile', credentials)
    expect(entered.body).toMatchObject({ stage: 'secondFactor', secondFactor: 'sms' })
    const again = await own('PUT', 'profile/two-factor', { method: 'sms' })
    expect(again.body).toEqual(on.body)
    const off = await own('PUT', 'profile/two-factor', { method: 'none' })
    expect(off.body).toEqual({ twoFactor: null, recoveryCodes: null, revision: 4 })
    expect((await step('POST', 'session/profile', credentials)).body.stage).toBe('open')
  })

  it('by an authenticator: secret, link and QR code are shown once, recovery codes with the first right code', async () => {
    const { own } = await ownersHouse()
    const begun = await own('POST', 'profile/two-factor/authenticator')
    const { setupId, secret, uri, qr } = begun.body
    expect(uri).toContain(secret)
    expect(uri).toContain('ivan@example.com')
    expect(qr).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" .*<\/svg>$/)
    expect(qr).not.toMatch(/<script|style=|href/)
    // Nothing holds yet.
    expect((await own('GET', 'profile')).body.twoFactor).toBeNull()
    const given = { method: 'totp', setupId, code: '123456' }
    const on = await own('PUT', 'profile/two-factor', given)
    expect(on.body).toEqual({
      twoFactor: { method: 'totp', recoveryCodesLeft: 2 },
      recoveryCodes: ['codes-1-a', 'codes-1-b'],
      revision: 4,
    })
    const repeated = await own('PUT', 'profile/two-factor', given)
    expect(repeated.body).toMatchObject({ recoveryCodes: null, revision: 4 })
    const renewed = await own('POST', 'profile/two-factor/recovery-codes')
    expect(renewed.body).toEqual({ recoveryCodes: ['codes-2-a', 'codes-2-b'], revision: 5 })
  })

  it('keeps no answer that shows a secret, whatever key a request brings (Idempotency-Key)', async () => {
    const { own, cabinet } = await ownersHouse()
    const kept: string[] = []
    const { put } = cabinet.answers
    Object.assign(cabinet.answers, {
      put: async (key: string, answer: Parameters<typeof put>[1]) => {
        kept.push(JSON.stringify(answer))
        return put(key, answer)
      },
    })
    const key = { 'idempotency-key': 'once' }
    const first = await own('POST', 'profile/two-factor/authenticator', undefined, key)
    const second = await own('POST', 'profile/two-factor/authenticator', undefined, key)
    expect(second.body.secret).not.toBe(first.body.secret)
    const { setupId } = second.body
    await own('PUT', 'profile/two-factor', { method: 'totp', setupId, code: '123456' }, key)
    await own('POST', 'profile/two-factor/recovery-codes', undefined, key)
    await own('PUT', 'profile/phone', { phone: '+79039998877' }, key)
    await own('PUT', 'profile/email', { email: 'other@example.com' }, key)
    await own('PUT', 'profile/password', twice(chosen), key)
    expect(kept).toEqual([])
    await own('DELETE', 'profile/sessions', undefined, key)
    expect(kept).toHaveLength(1)
    expect(kept[0]).toContain('"body":""')
  })

  it('takes five wrong codes of a setup, and only the Profile’s own setup', async () => {
    const { own, as, signIn, people } = await ownersHouse()
    await people.registered({ profileId: 'p2', phone: '+79035556677', email: 'olga@example.org' })
    const olga = as(await signIn('+79035556677'))
    const { setupId } = (await own('POST', 'profile/two-factor/authenticator')).body
    for (const foreign of [setupId, 'nothing'])
      expect(
        await olga('PUT', 'profile/two-factor', { method: 'totp', setupId: foreign, code: '123456' }),
      ).toMatchObject({ status: 404, body: { code: 'ChallengeNotFound', errors: [{ field: 'setupId' }] } })
    const wrong = { method: 'totp', setupId, code: '000000' }
    for (let tried = 0; tried < 5; tried += 1)
      expect(await own('PUT', 'profile/two-factor', wrong)).toMatchObject({
        status: 422,
        body: { code: 'CodeWrong', errors: [{ field: 'code' }] },
      })
    expect(await own('PUT', 'profile/two-factor', { ...wrong, code: '123456' })).toMatchObject({
      status: 409,
      body: { code: 'ChallengeBurned' },
    })
    expect((await own('GET', 'profile')).body.twoFactor).toBeNull()
  })

  it('takes no code of a setup that was begun more than 5 minutes ago, and of none that was let go', async () => {
    const { own, clock, people } = await ownersHouse()
    const first = (await own('POST', 'profile/two-factor/authenticator')).body.setupId
    clock.advance(minutes(5))
    await own('POST', 'session/confirmation', { password: profilePassword })
    const late = await own('PUT', 'profile/two-factor', { method: 'totp', setupId: first, code: '123456' })
    expect(late).toMatchObject({ status: 409, body: { code: 'ChallengeExpired' } })
    const { setupId } = (await own('POST', 'profile/two-factor/authenticator')).body
    people.authenticator.used.clear()
    const given = { method: 'totp', setupId, code: '123456' }
    expect((await own('PUT', 'profile/two-factor', given)).status).toBe(200)
    await own('PUT', 'profile/two-factor', { method: 'none' })
    expect(await own('PUT', 'profile/two-factor', given)).toMatchObject({
      status: 409,
      body: { code: 'ProofUsed' },
    })
  })

  it('makes recovery codes only beside an authenticator', async () => {
    const { own } = await ownersHouse()
    for (const method of ['none', 'sms']) {
      await own('PUT', 'profile/two-factor', { method })
      expect(await own('POST', 'profile/two-factor/recovery-codes')).toMatchObject({
        status: 409,
        body: { code: 'TwoFactorOff' },
      })
    }
  })

  it('says what a body of its three kinds lacks, and refuses what none of them has', async () => {
    const { own } = await ownersHouse()
    const faults = async (body: unknown) =>
      (await own('PUT', 'profile/two-factor', body)).body.errors.map(
        ({ field, code }: { field: string; code: string }) => `${field}: ${code}`,
      )
    expect(await faults({})).toEqual(['method: Missing'])
    expect(await faults({ method: 'pigeon' })).toEqual(['method: NotAnOption'])
    expect(await faults({ method: 'totp' })).toEqual(['setupId: Missing', 'code: Missing'])
    expect(await faults({ method: 'sms', code: '123456' })).toEqual(['code: Unknown'])
  })

  it('tells nothing of secrets in the log of events (events.md, secrets)', async () => {
    const { own, store } = await ownersHouse()
    const { setupId, secret } = (await own('POST', 'profile/two-factor/authenticator')).body
    await own('PUT', 'profile/two-factor', { method: 'totp', setupId, code: '123456' })
    const told = JSON.stringify((await storedIn(store, 'profile-p1')).map(({ data }) => data))
    expect(told).toContain(setupId)
    for (const hidden of [secret, 'codes-1-a', '123456']) expect(told).not.toContain(hidden)
  })
})
