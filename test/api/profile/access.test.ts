import { describe, expect, it, onTestFinished } from 'vitest'
import { minutes } from '../../../domain/instant.ts'
import { storedIn } from '../rig/events-of.ts'
import { login, otherLogin, password } from '../rig/small-cabinet.ts'
import { bySms, ownersHouse } from './owner-in.ts'

const olga = { profileId: 'p2', phone: '+79035556677', email: 'olga@example.org' }

const sessionsOf = async (ask: Awaited<ReturnType<typeof ownersHouse>>['own']) =>
  (await ask('GET', 'profile/sessions')).body.items

const isElsewhere = ({ isCurrent }: { readonly isCurrent: boolean }) => !isCurrent

describe('sessions of a Profile (security.md, session: list and revoke)', () => {
  it('lists all that are open, newest first, the asking one marked, and one that waits for its code', async () => {
    const { own, signIn, clock, accountId, people } = await ownersHouse()
    const openedAt = new Date(clock.now()).toISOString()
    clock.advance(minutes(2))
    await signIn()
    clock.advance(minutes(2))
    await people.record('p1', bySms)
    await signIn()
    const listed = await own('GET', 'profile/sessions')
    expect(listed.body).toMatchObject({
      items: [
        { isCurrent: false, account: null, secondFactor: 'sms', entry: 'profile' },
        { isCurrent: false, account: { id: accountId, login }, secondFactor: null },
        { isCurrent: true, openedAt, lastSeenAt: new Date(clock.now()).toISOString() },
      ],
      nextCursor: null,
    })
    expect(listed.body.items).toHaveLength(3)
  })

  it('tells from where each was entered, by a SIP account and the Profile’s password too (M14)', async () => {
    const { own, step, account } = await ownersHouse()
    await account(`+${otherLogin}`)
    const phone = { 'user-agent': 'Phone' }
    const bySip = await step('POST', 'session/sip', { login: otherLogin, password }, { 'user-agent': 'Old' })
    const credentials = { login: '+79031112233', password: 'Correct7Horse' }
    await step('POST', 'session/profile', credentials, { ...bySip.headers, ...phone })
    await step('POST', 'session/profile', credentials, { 'user-agent': 'Tablet' })
    const origins = async () =>
      (await sessionsOf(own)).map(
        ({ entry, ip, userAgent }: Record<string, unknown>) => `${entry} ${ip} ${userAgent}`,
      )
    expect((await origins()).sort()).toEqual([
      'profile 127.0.0.1 Tablet',
      'profile 127.0.0.1 lightMyRequest',
      'sip 127.0.0.1 Phone',
    ])
  })

  it('lists them and ends them while the views are behind; from where is not known then', async () => {
    const { own, signIn, holdViews, clock } = await ownersHouse()
    await own('GET', 'profile/history')
    const letGo = holdViews()
    onTestFinished(letGo)
    await signIn()
    const impatient = setInterval(() => clock.advance(1_000), 5)
    const items = await sessionsOf(own)
    clearInterval(impatient)
    expect(items.map(({ ip }: { readonly ip: string | null }) => ip)).toContain(null)
    expect((await own('DELETE', `profile/sessions/${items.find(isElsewhere).id}`)).status).toBe(204)
  })

  it('shows no session of another Profile, and none that has ended or was left', async () => {
    const { own, as, signIn, people, clock } = await ownersHouse()
    await people.registered(olga)
    await signIn(olga.phone)
    const left = as(await signIn())
    await left('DELETE', 'session')
    expect(await sessionsOf(own)).toHaveLength(1)
    await signIn()
    clock.advance(minutes(29))
    await own('GET', 'session')
    clock.advance(minutes(2))
    expect(await sessionsOf(own)).toHaveLength(1)
  })

  it('ends one at once, and tells it in the log', async () => {
    const { own, as, signIn, store } = await ownersHouse()
    const elsewhere = as(await signIn())
    const { id } = (await sessionsOf(own)).find(isElsewhere)
    expect((await own('DELETE', `profile/sessions/${id}`)).status).toBe(204)
    expect((await elsewhere('GET', 'session')).status).toBe(401)
    expect((await own('GET', 'session')).status).toBe(200)
    expect((await storedIn(store, `session-${id}`)).at(-1)).toMatchObject({
      ...{ type: 'SessionRevoked', data: { cause: 'byOwner' } },
    })
    expect(await own('DELETE', `profile/sessions/${id}`)).toMatchObject({
      status: 404,
      body: { code: 'SessionNotFound' },
    })
  })

  it('answers another Profile’s session as if it did not exist, and leaves it open', async () => {
    const { own, as, signIn, people } = await ownersHouse()
    await people.registered(olga)
    const hers = as(await signIn(olga.phone))
    const [{ id }] = await sessionsOf(hers)
    expect(await own('DELETE', `profile/sessions/${id}`)).toMatchObject({
      status: 404,
      body: { code: 'SessionNotFound' },
    })
    expect((await hers('GET', 'session')).status).toBe(200)
  })

  it('ends the own one without more ado, and takes its cookie back', async () => {
    const { own, clock, ask, headers } = await ownersHouse()
    const [{ id }] = await sessionsOf(own)
    clock.advance(minutes(6))
    expect((await own('DELETE', `profile/sessions/${id}`)).status).toBe(204)
    const next = await ask('GET', '/api/v1/session', { headers })
    expect(next.statusCode).toBe(401)
    expect(next.headers['set-cookie']).toContain('Max-Age=0')
  })

  it('ends all others at once, and no other Profile’s', async () => {
    const { own, as, signIn, people } = await ownersHouse()
    await people.registered(olga)
    const hers = as(await signIn(olga.phone))
    const others = [as(await signIn()), as(await signIn())]
    expect((await own('DELETE', 'profile/sessions')).status).toBe(204)
    for (const other of others) expect((await other('GET', 'session')).status).toBe(401)
    for (const ask of [own, hers]) expect((await ask('GET', 'session')).status).toBe(200)
  })
})

describe('accounts of a Profile (M13)', () => {
  const withTwo = async () => {
    const side = await ownersHouse()
    const other = await side.account(`+${otherLogin}`)
    await side.people.record('p1', { type: 'AccountLinked', data: { accountId: other } })
    return { ...side, other }
  }

  it('lists them in the order in which they were linked', async () => {
    const { own, accountId, other } = await withTwo()
    expect((await own('GET', 'profile/accounts')).body).toEqual({
      items: [
        { id: accountId, login },
        { id: other, login: otherLogin },
      ],
      nextCursor: null,
    })
  })

  it('lets one go: sessions that work in it end at once, others go on, and it cannot be chosen any more', async () => {
    const { own, as, signIn, step, accountId, other } = await withTwo()
    const fresh = await signIn()
    const chosen = await step('PUT', 'session/account', { accountId: other }, fresh)
    const there = as(chosen.headers)
    const gone = await own('DELETE', `profile/accounts/${other}`, undefined, { 'if-match': '"3"' })
    expect(gone).toMatchObject({ status: 204, etag: '"4"' })
    expect((await there('GET', 'session')).status).toBe(401)
    expect((await own('GET', `accounts/${accountId}/dashboard`)).status).toBe(200)
    expect(await own('PUT', 'session/account', { accountId: other })).toMatchObject({ status: 404 })
    expect((await own('GET', 'profile/accounts')).body.items).toEqual([{ id: accountId, login }])
    expect((await own('DELETE', `profile/accounts/${other}`)).body.code).toBe('AccountNotFound')
  })

  it('lets the one go that it works in: the asking session ends with it', async () => {
    const { own, accountId } = await withTwo()
    expect((await own('DELETE', `profile/accounts/${accountId}`)).status).toBe(204)
    expect((await own('GET', 'session')).status).toBe(401)
  })

  it('M13: lets one go whose SIP password opened the session: only that password links it again', async () => {
    const { own, step, other } = await withTwo()
    const bySip = await step('POST', 'session/sip', { login: otherLogin, password })
    const credentials = { login: '+79031112233', password: 'Correct7Horse' }
    const linked = await step('POST', 'session/profile', credentials, bySip.headers)
    expect(linked.body).toMatchObject({ stage: 'open', account: { id: other } })
    expect((await own('DELETE', `profile/accounts/${other}`)).status).toBe(204)
    expect((await step('GET', 'session', undefined, linked.headers)).status).toBe(401)
    const again = await step('PUT', 'session/account', { accountId: other }, linked.headers)
    expect(again.status).toBe(401)
    expect((await own('GET', 'profile/accounts')).body.items).toHaveLength(1)
  })

  it('answers an account of others as if it did not exist, and leaves their link', async () => {
    const { own, people, account, as, signIn } = await withTwo()
    const hers = await account('+79267778899')
    await people.registered({ ...olga, accounts: [hers] })
    expect(await own('DELETE', `profile/accounts/${hers}`)).toMatchObject({
      status: 404,
      body: { code: 'AccountNotFound' },
    })
    const asked = as(await signIn(olga.phone))
    expect((await asked('GET', 'profile/accounts')).body.items).toHaveLength(1)
  })

  it('M14: an account let go is linked again by its SIP login and password', async () => {
    const { own, step, other } = await withTwo()
    await own('DELETE', `profile/accounts/${other}`)
    const bySip = await step('POST', 'session/sip', { login: otherLogin, password })
    const credentials = { login: '+79031112233', password: 'Correct7Horse' }
    const linked = await step('POST', 'session/profile', credentials, bySip.headers)
    expect(linked.body).toMatchObject({ stage: 'open', account: { id: other } })
  })

  it('M18: a withdrawn account is gone from the list, and cannot be let go a second time', async () => {
    const { own, people, other } = await withTwo()
    await people.record(
      'p1',
      { type: 'AccountUnlinked', data: { accountId: other } },
      { type: 'AccountBarred', data: { accountId: other } },
    )
    expect((await own('GET', 'profile/accounts')).body.items).toHaveLength(1)
    expect((await own('DELETE', `profile/accounts/${other}`)).status).toBe(404)
  })
})
