import { describe, expect, it } from 'vitest'
import { eventsOf } from './rig/events-of.ts'
import { listening, parsedAnswer } from './rig/listening.ts'

const until = () => {
  let resolve = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

const started = async () => {
  const server = await listening()
  const accountId = await server.account()
  const session = await server.signedIn()
  const atTheStore = until()
  const held = until()
  server.store.follow(async ({ what }): Promise<'goOn'> => {
    if (what === 'append') {
      atTheStore.resolve()
      await held.promise
    }
    return 'goOn'
  })
  const body = JSON.stringify({ mode: 'GSM' })
  const change = [
    `PUT /api/v1/accounts/${accountId}/routing HTTP/1.1`,
    'Host: a',
    `Cookie: ${session['cookie']}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n')
  return { ...server, accountId, change, atTheStore, held }
}

describe('a graceful stop', () => {
  it('finishes the commands in flight, refuses what comes after, and closes idle connections', async () => {
    const { app, connection, untilEnd, change, atTheStore, held, store, accountId } = await started()
    const idle = await connection()
    const idleEnd = untilEnd(idle)
    idle.write('GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n')
    const busy = await connection()
    const answered = untilEnd(busy)
    busy.write(change)
    await atTheStore.promise

    const closed = app.close()
    // The idle connection had its answer; it is closed although its client would have kept it.
    expect(parsedAnswer(await idleEnd).status).toBe(200)
    // Pipelined behind the command in flight: it arrives while the server stops.
    busy.write('GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n')
    held.resolve()
    await closed

    const both = await answered
    expect(parsedAnswer(both).status).toBe(200)
    expect(both).toContain('{"mode":"GSM","revision":1}')
    expect(await eventsOf(store, accountId)).toStrictEqual(['SipAccountProvisioned', 'RoutingChanged'])
    const second = both.slice(both.indexOf('"revision":1}') + '"revision":1}'.length)
    expect(second === '' || parsedAnswer(second).status === 503).toBe(true)
  })

  it('refuses a request on an open connection with a problem', async () => {
    const { app, ask } = await started()
    await app.close()
    const refused = await ask('GET', '/health/live')
    expect(refused.statusCode).toBe(503)
    expect(refused.json()).toMatchObject({ code: 'Stopping' })
    expect(refused.headers.connection).toBe('close')
    expect(refused.headers['retry-after']).toBe('5')
  })
})
