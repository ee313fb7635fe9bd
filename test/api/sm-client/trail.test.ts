import { describe, expect, it, vi } from 'vitest'
import { storedEnvelope } from '../../../application/events/metadata.ts'
import type { StoredEvent } from '../../../application/ports/event-store.ts'
import { ok, partsOf, served, unavailable, wrongPassword, xml } from './served.ts'
import { login, password, type SmallCabinet, smallCabinet } from './small-cabinet.ts'

const credentials = `login=${login}&password=${password}`
const newPassword = 'Another2027Secret'

const withAccount = async (cabinet = smallCabinet()) => {
  const accountId = await cabinet.provision()
  return { ...(await served(cabinet)), accountId }
}

/** Where an event says that it came from: sealed for whoever acted. */
const originOf = async ({ sealing }: SmallCabinet, { id, stream, type, metadata }: StoredEvent) =>
  sealing.unseal(storedEnvelope.parse(metadata['origin']), { stream, type, eventId: id, part: 'actor' })

const lastOf = (cabinet: SmallCabinet): StoredEvent => {
  const last = cabinet.events().at(-1)
  if (last === undefined) throw new Error('nothing is recorded')
  return last
}

describe('O4: what is done through the HTTP API stands in the trail', () => {
  it('a change names channel, account, address behind the proxy and user agent, of which 256 characters', async () => {
    const { bodyOf, cabinet, accountId } = await withAccount()
    const headers = ['X-Forwarded-For: 203.0.113.7', `User-Agent: ${'ua'.repeat(1000)}`]
    await bodyOf(`lines?${credentials}&lines=7`, 'GET', headers)
    const event = lastOf(cabinet)
    expect(event).toMatchObject({
      stream: `sipAccount-${accountId}`,
      type: 'TrunkLimitSet',
      data: { lines: 7 },
      metadata: { channel: 'multifon-http', actor: { type: 'sip', id: accountId } },
    })
    expect(await originOf(cabinet, event)).toEqual({ ip: '203.0.113.7', userAgent: 'ua'.repeat(128) })
  })

  it('a wrong password is recorded before anybody is known', async () => {
    const { bodyOf, cabinet, accountId } = await withAccount()
    await bodyOf(`routing?login=${login}&password=wrong`)
    expect(lastOf(cabinet)).toMatchObject({
      type: 'SignInFailed',
      data: { count: 1, accountId },
      metadata: { channel: 'multifon-http', actor: { type: 'sip', id: 'unknown' } },
    })
  })

  it('reading records nothing, nor does setting what is set', async () => {
    const { bodyOf, cabinet } = await withAccount()
    const before = cabinet.events().length
    for (const path of ['routing', 'lines', 'balance', 'status', 'profile'])
      await bodyOf(`${path}?${credentials}`)
    await bodyOf(`routing?${credentials}&routing=0`)
    await bodyOf(`lines?${credentials}&lines=2`)
    await bodyOf(`password?${credentials}&new_password=${password}`)
    expect(cabinet.events()).toHaveLength(before)
  })

  it('no password stands in any event', async () => {
    const { bodyOf, cabinet } = await withAccount()
    await bodyOf(`routing?login=${login}&password=${newPassword}`)
    expect(await bodyOf(`password?${credentials}&new_password=${newPassword}`)).toBe(ok())
    const log = JSON.stringify(cabinet.events().map(({ position: _, ...event }) => event))
    expect(log).not.toContain(password)
    expect(log).not.toContain(newPassword)
  })
})

describe('security.md, logs: nothing of the query', () => {
  it('is in any line, of any level, whatever the request', async () => {
    const { ask, send, logged, cabinet } = await withAccount()
    await ask(`routing?${credentials}&routing=2`)
    await ask(`password/change?${credentials}&new_password=${newPassword}`, 'POST', ['Content-Length: 0'])
    await ask(`nothing/${password}?${credentials}`)
    await ask(`routing?login=${login}&password=%zz${password}`)
    await ask(`routing?${credentials}`, 'DELETE')
    await send(`GET http://sm.example/sm/client/routing?${credentials} HTTP/1.0\r\n\r\n`)
    await send(`POST /sm/client/routing?${credentials} HTTP/1.0\r\nContent-Length: 70000\r\n\r\n`)
    cabinet.store.follow(() => 'unavailable')
    await ask(`routing?${credentials}`)
    const lines = logged.join('')
    for (const secret of [password, newPassword, login, 'password=', 'login=', '?'])
      expect(lines).not.toContain(secret)
    expect(lines).toContain('"req":{"method":"GET","url":"/sm/client/routing"}')
    expect(lines).toContain('"req":{"method":"GET","url":"/sm/client/*"}')
  })

  it('nor is it left on the request for whoever looks later', async () => {
    const cabinet = smallCabinet()
    await cabinet.provision()
    const { app, bodyOf } = await served(cabinet)
    const seen: unknown[] = []
    app.server.on('request', (request, response) => response.on('close', () => seen.push(request.url)))
    await bodyOf(`routing?${credentials}`)
    await vi.waitFor(() => expect(seen).toEqual(['/sm/client/routing']))
  })

  it('a broken machine is logged and answered without it', async () => {
    const cabinet = smallCabinet()
    await cabinet.provision()
    const broken = { ...cabinet, presentBalance: () => () => Promise.reject(new Error('disk on fire')) }
    const { ask, logged } = await served(broken)
    const { head, body } = partsOf(await ask(`balance?${credentials}`))
    expect(head).toMatch(/^HTTP\/1\.1 500 /)
    expect(body).toBe(xml(500, 'Internal Server Error'))
    expect(logged.join('')).toContain('disk on fire')
    expect(logged.join('')).not.toContain(password)
  })
})

describe('nothing acknowledged is lost: a store that does not answer', () => {
  it('is a 503 with Retry-After and no value, whatever is asked', async () => {
    const { ask, cabinet } = await withAccount()
    cabinet.store.follow(() => 'unavailable')
    for (const target of [
      `routing?${credentials}`,
      `balance?${credentials}`,
      `routing?${credentials}&routing=2`,
      `lines?${credentials}&lines=5`,
      `password?${credentials}&new_password=${newPassword}`,
      `routing?login=${login}&password=wrong`,
      'routing?login=79990000000&password=wrong',
    ]) {
      const { head, body } = partsOf(await ask(target))
      expect(head).toBe(
        'HTTP/1.1 503 Service Unavailable\r\nretry-after: 2\r\ncontent-type: text/xml;charset=UTF-8\r\ncache-control: no-store\r\ncontent-length: 139\r\nConnection: close',
      )
      expect(body).toBe(unavailable)
    }
  })

  it('never acknowledges a set whose outcome is unknown; asking again sets it once', async () => {
    const { bodyOf, cabinet } = await withAccount()
    cabinet.store.follow(({ what }) => (what === 'appended' ? 'unavailable' : 'goOn'))
    expect(await bodyOf(`routing?${credentials}&routing=2`)).toBe(unavailable)
    cabinet.store.follow(() => 'goOn')
    expect(await bodyOf(`routing?${credentials}&routing=2`)).toBe(ok())
    expect(cabinet.events().filter(({ type }) => type === 'RoutingChanged')).toHaveLength(1)
  })

  it('keeps the old password good until the new one is recorded', async () => {
    const { bodyOf, cabinet } = await withAccount()
    cabinet.store.follow(() => 'unavailable')
    expect(await bodyOf(`password?${credentials}&new_password=${newPassword}`)).toBe(unavailable)
    cabinet.store.follow(() => 'goOn')
    expect(await bodyOf(`routing?login=${login}&password=${newPassword}`)).toBe(wrongPassword)
    expect(await bodyOf(`routing?${credentials}`)).toBe(ok('<routing>0</routing>'))
  })

  it('and the app’s own bounds against floods: a 503, not a wrong password', async () => {
    const { app, bodyOf } = await served(smallCabinet(), (fastify) =>
      fastify.addHook('onRequest', async () => {
        throw Object.assign(new Error('too many requests'), { statusCode: 429 })
      }),
    )
    expect(app.hasRoute({ method: 'GET', url: '/sm/client/*' })).toBe(true)
    expect(await bodyOf(`routing?${credentials}`)).toBe(unavailable)
  })
})
