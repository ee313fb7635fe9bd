import { describe, expect, it } from 'vitest'
import type { Answers } from '../../application/ports/answers.ts'
import { hours } from '../../domain/instant.ts'
import { eventsOf, storedIn } from './rig/events-of.ts'
import { type Headers, openedApp } from './rig/opened-app.ts'
import { type SmallCabinet, smallCabinet } from './rig/small-cabinet.ts'

/** A table that forgets at once, as a crash between append and answer leaves it. */
const forgetful: Answers = {
  put: async () => undefined,
  mark: async () => undefined,
  find: async () => null,
  sweep: async () => 0,
}

const forgetting = async (): Promise<SmallCabinet> => {
  const small = await smallCabinet()
  return { ...small, cabinet: { ...small.cabinet, answers: forgetful } }
}

const opened = async (small?: SmallCabinet) => {
  const app = await openedApp({}, small)
  const accountId = await app.account()
  const session = await app.signedIn()
  const put = (setting: string, body: unknown, headers: Headers) =>
    app.ask('PUT', `/api/v1/accounts/${accountId}/${setting}`, { body, headers: { ...session, ...headers } })
  const lines = (count: number, headers: Headers) => put('trunk-limit', { lines: count }, headers)
  return { ...app, accountId, session, put, lines }
}

const key = { 'idempotency-key': '6f1d2c7e-8a54-4a57-9d5b-2f5f0a9f6c11' }

describe('a request with an Idempotency-Key', () => {
  it('is answered as the first time, whatever has happened since (architecture.md, the write side)', async () => {
    const { lines, store, accountId } = await opened()
    const first = await lines(5, key)
    await lines(7, {})
    const again = await lines(5, key)
    expect(again.statusCode).toBe(200)
    expect(again.json()).toStrictEqual({ lines: 5, revision: 1 })
    expect(again.headers['idempotency-replayed']).toBe('true')
    expect(again.headers.etag).toBe(first.headers.etag)
    expect(again.headers['log-position']).toBe(first.headers['log-position'])
    expect(await eventsOf(store, accountId)).toHaveLength(3)
  })

  it('is carried out anew after 24 hours', async () => {
    const { lines, clock, signedIn, put, store, accountId } = await opened()
    await lines(5, key)
    clock.advance(hours(24))
    const session = await signedIn()
    // The log still knows the key: nothing is done twice even then.
    expect((await put('trunk-limit', { lines: 5 }, { ...key, ...session })).json()).toStrictEqual({
      lines: 5,
      revision: 1,
    })
    expect(await eventsOf(store, accountId)).toHaveLength(2)
  })

  it('is refused with 422 when the body is another one', async () => {
    const { lines } = await opened()
    await lines(5, key)
    const other = await lines(6, key)
    expect(other.statusCode).toBe(422)
    expect(other.json()).toMatchObject({ code: 'IdempotencyKeyReused' })
    expect((await lines(5, key)).statusCode).toBe(200)
  })

  it('is the same request however its body is written', async () => {
    const { ask, accountId, session } = await opened()
    const url = `/api/v1/accounts/${accountId}/trunk-limit`
    const headers = { ...session, ...key, 'content-type': 'application/json' }
    await ask('PUT', url, { body: '{"lines":5}', headers })
    expect(
      (await ask('PUT', url, { body: '{ "lines" : 5 }', headers })).headers['idempotency-replayed'],
    ).toBe('true')
  })

  it('is another request on another route, and of another principal', async () => {
    const { put, lines, ask, account, signedIn } = await opened()
    await lines(5, key)
    expect((await put('routing', { mode: 'GSM' }, key)).statusCode).toBe(200)
    const other = await account('+79261112233')
    const headers = { ...(await signedIn('79261112233')), ...key }
    const theirs = await ask('PUT', `/api/v1/accounts/${other}/trunk-limit`, { body: { lines: 9 }, headers })
    expect(theirs.json()).toStrictEqual({ lines: 9, revision: 1 })
  })

  it('is refused with 409 while the first is in flight, and carried out once', async () => {
    const { lines, store, accountId } = await opened()
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    let arrived = () => {}
    const atTheStore = new Promise<void>((resolve) => {
      arrived = resolve
    })
    store.follow(async ({ what }): Promise<'goOn'> => {
      if (what === 'append') {
        arrived()
        await held
      }
      return 'goOn'
    })
    const first = lines(5, key)
    await atTheStore
    const meanwhile = await lines(5, key)
    expect(meanwhile.statusCode).toBe(409)
    expect(meanwhile.json()).toMatchObject({ code: 'RequestInFlight' })
    expect(meanwhile.headers['retry-after']).toBe('1')
    expect((await lines(6, key)).json()).toMatchObject({ code: 'IdempotencyKeyReused' })
    release()
    expect((await first).statusCode).toBe(200)
    expect((await lines(5, key)).headers['idempotency-replayed']).toBe('true')
    expect(await eventsOf(store, accountId)).toStrictEqual(['SipAccountProvisioned', 'TrunkLimitSet'])
  })

  it('replays before If-Match is looked at', async () => {
    const { lines } = await opened()
    const conditional = { ...key, 'if-match': '"0"' }
    expect((await lines(5, conditional)).statusCode).toBe(200)
    expect((await lines(5, conditional)).statusCode).toBe(200)
  })

  it('replays a refusal that was decided, and tries again after one that passes', async () => {
    const { lines, put, program, ask, accountId, store } = await opened()
    const refused = await lines(21, key)
    expect((await lines(21, key)).headers['idempotency-replayed']).toBe('true')
    expect((await lines(21, key)).json()).toStrictEqual(refused.json())

    const headers = await program('accounts:write')
    const suspend = (suspended: boolean) =>
      ask('PUT', `/api/v1/operator/accounts/${accountId}/suspension`, {
        body: { suspended, reason: 'debt' },
        headers,
      })
    await suspend(true)
    const mode = { mode: 'GSM' }
    expect((await put('routing', mode, key)).statusCode).toBe(409)
    await suspend(false)
    expect((await put('routing', mode, key)).statusCode).toBe(409)

    store.follow(({ what }) => (what === 'append' ? 'unavailable' : 'goOn'))
    const away = { 'idempotency-key': 'away' }
    expect((await put('routing', mode, away)).statusCode).toBe(503)
    store.follow(() => 'goOn')
    expect((await put('routing', mode, away)).statusCode).toBe(200)
  })

  it.each(['', 'a b', 'ключ', 'x'.repeat(256)])('is refused when the key is malformed: %j', async (bad) => {
    const { lines } = await opened()
    const refused = await lines(5, { 'idempotency-key': bad })
    expect(refused.statusCode).toBe(400)
    expect(refused.json()).toMatchObject({ code: 'IdempotencyKeyMalformed' })
  })
})

describe('a crash between the append and the answer', () => {
  it('loses nothing: the stream itself replays the answer, before If-Match', async () => {
    const { lines, store, accountId } = await opened(await forgetting())
    const conditional = { ...key, 'if-match': '"0"' }
    const first = await lines(5, conditional)
    await lines(7, {})
    const again = await lines(5, conditional)
    expect(again.json()).toStrictEqual({ lines: 5, revision: 1 })
    expect(again.headers['log-position']).toBe(first.headers['log-position'])
    expect(await eventsOf(store, accountId)).toHaveLength(3)
  })

  it('still tells another body', async () => {
    const { lines } = await opened(await forgetting())
    await lines(5, key)
    expect((await lines(6, key)).json()).toMatchObject({ code: 'IdempotencyKeyReused' })
  })

  it('does not open an account twice, and does not call it somebody else’s', async () => {
    const { ask, program, store } = await opened(await forgetting())
    const headers = { ...(await program('accounts:write')), ...key }
    const create = () => ask('POST', '/api/v1/operator/accounts', { body: { login: '79261112233' }, headers })
    const first = await create()
    const again = await create()
    expect(again.statusCode).toBe(201)
    expect(again.json()).toStrictEqual(first.json())
    expect(await eventsOf(store, first.json().id)).toStrictEqual(['SipAccountProvisioned'])
  })
})

describe('what is kept of a request', () => {
  it('neither the key nor a password of the body is in the log or can be guessed from it (events.md, secrets)', async () => {
    const { put, store, accountId, fingerprints } = await opened().then((app) => ({
      ...app,
      fingerprints: app.cabinet.fingerprints,
    }))
    await put('password', { newPassword: 'Winter2027Lines' }, key)
    const [, changed] = await storedIn(store, `sipAccount-${accountId}`)
    const metadata = JSON.stringify(changed?.metadata)
    expect(metadata).not.toContain(key['idempotency-key'])
    expect(metadata).not.toContain('Winter2027Lines')
    // Whoever has the fingerprints' key and a guess of the password still lacks the client's own key.
    expect(metadata).not.toContain(fingerprints.of('requestBody', '{"newPassword":"Winter2027Lines"}'))
  })

  it('is refused with 422 for another body also where the answer, being somebody’s, is not kept', async () => {
    const { ask, program, accountId, store } = await opened()
    const headers = { ...(await program('accounts:write')), ...key }
    const set = (number: string | null) =>
      ask('PUT', `/api/v1/operator/accounts/${accountId}/caller-id`, {
        body: { number, reason: 'asked for' },
        headers,
      })
    // Nothing to change is recorded nowhere in the log: only the mark can tell.
    expect((await set(null)).statusCode).toBe(200)
    expect((await set('+74951234567')).json()).toMatchObject({ code: 'IdempotencyKeyReused' })
    expect((await set(null)).statusCode).toBe(200)
    expect(await eventsOf(store, accountId)).toHaveLength(1)
  })

  it('an answer with personal data is not kept: the log itself answers its repetition', async () => {
    const { ask, program, accountId, cabinet } = await opened()
    const kept: string[] = []
    const { put } = cabinet.answers
    Object.assign(cabinet.answers, {
      put: async (...given: Parameters<Answers['put']>) => {
        kept.push(given[1].body)
        return put(...given)
      },
    })
    const headers = { ...(await program('accounts:write')), ...key }
    const set = () =>
      ask('PUT', `/api/v1/operator/accounts/${accountId}/caller-id`, {
        body: { number: '+74951234567', reason: 'asked for' },
        headers,
      })
    const first = await set()
    expect((await set()).json()).toStrictEqual(first.json())
    expect(kept).toStrictEqual([])
  })
})
