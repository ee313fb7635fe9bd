import { describe, expect, it } from 'vitest'
import { developmentServicePassword as password } from '../../../infrastructure/other-services/service-ownership.ts'
import { ownersHouse } from './owner-in.ts'

const vats = 'profile/services/vats'

describe('M12: /profile/services', () => {
  it('M12: links an account that the service proves, shows it, and lets it go; the history tells both', async () => {
    const { own } = await ownersHouse()
    expect((await own('GET', 'profile/services')).body).toEqual({
      items: ['vats', 'staff-control', '8-800'].map((type) => ({ type, account: null, isConnected: true })),
      nextCursor: null,
    })
    const linked = await own('PUT', vats, { account: 'romashka@vats', password })
    expect(linked).toMatchObject({
      status: 200,
      body: { type: 'vats', account: 'romashka@vats', isConnected: true },
    })
    expect((await own('GET', 'profile/services')).body.items[0].account).toBe('romashka@vats')
    const gone = await own('DELETE', vats, undefined, { 'if-match': linked.etag ?? '' })
    expect(gone.status).toBe(204)
    expect((await own('GET', 'profile/services')).body.items[0].account).toBeNull()
    const told = (await own('GET', 'profile/history')).body.items.map(
      ({ type }: { readonly type: string }) => type,
    )
    expect(told).toEqual(expect.arrayContaining(['OtherServiceLinked', 'OtherServiceUnlinked']))
  })

  it('M12: refuses in words of the reader’s language, by field', async () => {
    const { own } = await ownersHouse()
    const wrong = (language: string) =>
      own('PUT', vats, { account: 'romashka', password: 'Wrong1pass' }, { 'accept-language': language })
    expect(await wrong('ru')).toMatchObject({
      status: 422,
      body: { title: 'Услуга не знает такой учётной записи и пароля', errors: [{ field: 'password' }] },
    })
    expect((await wrong('en')).body.title).toBe('The service does not know this account and password')
    expect(await own('PUT', 'profile/services/fax', { account: 'x', password })).toMatchObject({
      status: 404,
      body: { code: 'OtherServiceUnknown' },
    })
    expect(await own('PUT', vats, { account: 'a b', password })).toMatchObject({
      status: 422,
      body: { code: 'OtherAccountInvalid', errors: [{ field: 'account' }] },
    })
  })

  it('M12: asks for the Profile, second factor given, and keeps no answer or password for a repetition', async () => {
    const { own, step, logged } = await ownersHouse()
    expect((await step('GET', 'profile/services')).status).toBe(401)
    const key = { 'idempotency-key': 'link-1' }
    const first = await own('PUT', vats, { account: 'romashka-7', password }, key)
    const again = await own('PUT', vats, { account: 'romashka-7', password }, key)
    expect(again).toMatchObject({ status: 200, body: first.body, etag: first.etag })
    const other = await own('PUT', vats, { account: 'romashka-8', password }, key)
    expect(other).toMatchObject({ status: 422, body: { code: 'IdempotencyKeyReused' } })
    expect(logged.join('')).not.toMatch(/romashka-7|Demo2026Service/)
  })
})
