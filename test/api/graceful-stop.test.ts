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

/** Resolves when the server has read what a connection has sent: an exchange on another one came after it. */
const arrivalThrough = (base: string) => async (_: unknown) => {
  await fetch(`${base}/health/live`)
}

describe('a graceful stop', () => {
  it('finishes the commands in flight, refuses what comes after, and closes idle connections', async () => {
    const { app, base, connection, untilEnd, change, atTheStore, held, store, accountId } = await started()
    const idle = await connection()
    const idleEnd = untilEnd(idle)
    idle.write('GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n')
    const busy = await connection()
    const answered = untilEnd(busy)
    busy.write(change)
    await atTheStore.promise

    const arrival = arrivalThrough(base)
    const late = await connection()
    const lateEnd = untilEnd(late)
    // Begun before the stop, so that its connection is not idle; its end arrives after it.
    late.write('GET /health/live HTTP/1.1\r\n')
    await arrival(late)

    const closed = app.close()
    // The idle connection had its answer; it is closed although its client would have kept it.
    expect(parsedAnswer(await idleEnd).status).toBe(200)
    late.write('Host: a\r\n\r\n')
    const refused = parsedAnswer(await lateEnd)
    expect(refused.status).toBe(503)
    expect(refused.headers).toMatchObject({ connection: 'close', 'retry-after': '5' })
    expect(JSON.parse(refused.body)).toMatchObject({ code: 'Stopping' })

    held.resolve()
    await closed
    const done = parsedAnswer(await answered)
    expect(done.status).toBe(200)
    expect(done.body).toBe('{"mode":"GSM","revision":1}')
    expect(await eventsOf(store, accountId)).toStrictEqual(['SipAccountProvisioned', 'RoutingChanged'])
  })

  it('cuts off who does not finish asking, and ends all the same', async () => {
    const { app, base, connection, untilEnd } = await listening({ bounds: { stopPatience: 100 } })
    const dribbling = await connection()
    const end = untilEnd(dribbling)
    dribbling.write('GET /health/live HTTP/1.1\r\nHost')
    const uploading = await connection()
    const uploadEnd = untilEnd(uploading)
    uploading.write(
      'POST /api/v1/session/sip HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{',
    )
    await arrivalThrough(base)(dribbling)
    await app.close()
    expect(await end).toBe('')
    expect(await uploadEnd).toBe('')
  })
})
