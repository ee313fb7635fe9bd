import { describe, expect, it, onTestFinished } from 'vitest'
import { seconds } from '../../domain/instant.ts'
import { systemClock } from '../../infrastructure/system/system-clock.ts'
import { exchange, partsOf } from '../api/sm-client/served.ts'
import { type CabinetUnderTest, cabinetUnderTest } from '../cabinet-under-test.ts'
import { startEventStoreServer } from '../eventstore-server/start-eventstore-server.ts'
import { enter, login, openAccount, password } from './people.ts'

const proof = `login=${login}@multifon.ru&password=${password}`
const done =
  '<?xml version="1.0" encoding="UTF-8"?>\n<response><result><code>200</code><description>OK</description></result></response>'

/** A device that speaks to the cabinet in bytes. */
const deviceOf = (cabinet: CabinetUnderTest) => {
  const send = (...parts: readonly string[]) => exchange(Number(new URL(cabinet.url).port), ...parts)
  /** What it gets for a request line; an answer of HTTP status 200 in the reference's own head. */
  const said = async (requestLine: string, ...headers: readonly string[]): Promise<string> => {
    const { head, body } = partsOf(await send([requestLine, ...headers, '', ''].join('\r\n')))
    expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(head).toContain('\r\ncontent-type: text/xml;charset=UTF-8\r\n')
    expect(head).toContain(`\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`)
    return body
  }
  return {
    send,
    said,
    get: (target: string) => said(`GET /sm/client/${target} HTTP/1.0`),
    post: (target: string) =>
      said(
        `POST /sm/client/${target} HTTP/1.1`,
        'Host: sm.example',
        'Connection: close',
        'Content-Length: 0',
      ),
  }
}

const deviceAndCabinet = async () => {
  const cabinet = await cabinetUnderTest()
  const accountId = await openAccount(cabinet, { balance: '-748822.93' })
  return { cabinet, accountId, ...deviceOf(cabinet) }
}

describe('a program written for the real service, pointed at the cabinet', () => {
  it('M21, M24, M25, M27: reads and sets everything, in the exact bytes that the reference gives', async () => {
    const { cabinet, get, post } = await deviceAndCabinet()

    expect(await get(`routing?${proof}`)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<response><result><code>200</code><description>OK</description></result><routing>1</routing></response>',
    )
    expect(await get(`balance?${proof}`)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<response><result><code>200</code><description>OK</description></result><balance>-748822.93</balance></response>',
    )
    expect(await get(`status?${proof}`)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<response><result><code>200</code><description>OK</description></result><status>0</status></response>',
    )
    expect(await get(`profile?${proof}`)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<response><result><code>200</code><description>OK</description></result><msisdn>79260250730</msisdn></response>',
    )
    expect(await get(`lines?${proof}`)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<response><result><code>200</code><description>OK</description></result><ParallelCallsSipOut>2</ParallelCallsSipOut></response>',
    )
    expect(await post(`routing/set?${proof}&routing=2`)).toBe(done)
    expect(await get(`routing/?${proof}&`)).toContain('<routing>2</routing>')
    expect(await post(`lines?${proof}&lines=7`)).toBe(done)
    expect(await get(`lines?${proof}`)).toContain('<ParallelCallsSipOut>7</ParallelCallsSipOut>')
    const newPassword = cabinet.secret('Another2027Secret')
    expect(await post(`password/change?${proof}&new_password=${newPassword}`)).toBe(done)
    expect(await get(`routing?login=${login}&password=${newPassword}`)).toContain('<routing>2</routing>')
    expect(await get(`routing?${proof}`)).toContain('<code>101</code>')
  })

  it('is told of errors in the exact bytes that the reference gives', async () => {
    const { cabinet, accountId, get } = await deviceAndCabinet()
    const wrongPassword =
      '<?xml version="1.0" encoding="UTF-8"?>\n<response><result><code>101</code><description>Password contains invalid symbols or too long</description></result></response>'
    const incorrect =
      '<?xml version="1.0" encoding="UTF-8"?>\n<response><result><code>102</code><description>Parameters incorrect</description></result></response>'

    expect(await get(`routing?login=${login}&password=wrong`)).toBe(wrongPassword)
    expect(await get(`password?${proof}&new_password=weak`)).toBe(wrongPassword)
    expect(await get(`routing?${proof}&routing=3`)).toBe(incorrect)
    expect(await get(`lines?${proof}&lines=21`)).toBe(incorrect)
    expect(await get('routing?login=79990000000&password=wrong')).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<response><result><code>404</code><description>Subscription Not Found</description></result></response>',
    )
    const staff = await cabinet.program('accounts:write')
    await staff.put(`/api/v1/operator/accounts/${accountId}/suspension`, {
      suspended: true,
      reason: 'unpaid',
    })
    expect(await get(`routing?${proof}&routing=2`)).toBe(incorrect)
    expect(await get(`status?${proof}`)).toContain('<status>1</status>')
    expect(await get(`routing?${proof}`)).toContain('<routing>1</routing>')
  })

  it('may be as odd as real clients are', async () => {
    const { send, said, get } = await deviceAndCabinet()
    const routing =
      '<?xml version="1.0" encoding="UTF-8"?>\n<response><result><code>200</code><description>OK</description></result><routing>1</routing></response>'
    const target = `/sm/client/routing?${proof}`

    expect(await said(`GET ${target} HTTP/1.0`)).toBe(routing)
    expect(
      await said(`GET http://sm.example${target} HTTP/1.1`, 'Host: sm.example', 'connection: close'),
    ).toBe(routing)
    expect(await said(`GET /${target} HTTP/1.0`)).toBe(routing)
    expect(await said(`POST ${target} HTTP/1.0`)).toBe(routing)
    expect(await said(`POST ${target} HTTP/1.0`, 'Content-Type: ;nothing', 'Content-Length: 0')).toBe(routing)
    expect(
      await said(
        `POST ${target} HTTP/1.0`,
        'X-Forwarded-Proto: https',
        'X-Forwarded-For: 203.0.113.7',
        'Origin: https://elsewhere.example',
        'Sec-Fetch-Site: cross-site',
        'Cookie: session=nothing',
        'Accept: application/json',
      ),
    ).toBe(routing)
    expect(await get(`routing?login=${login}%40multifon.ru&password=${password}&&lines=99`)).toBe(routing)
    expect(await get('routing?login=%zz&password=%')).toContain('<code>404</code>')
    expect(await get(`%zz?${proof}`)).toContain('<code>102</code>')
    const form = 'Content-Type: application/x-www-form-urlencoded'
    const pipelined = await send(
      `POST ${target} HTTP/1.1\r\nHost: a\r\n${form}\r\nContent-Length: 9\r\n\r\nrouting=2`,
      `GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
    )
    expect(pipelined.split(routing)).toHaveLength(3)
  })

  it('is delayed like a sign-in: after five wrong passwords even the right one waits 10 s', async () => {
    const { cabinet, get, send } = await deviceAndCabinet()
    for (const guess of [1, 2, 3, 4, 5]) await get(`routing?login=${login}&password=guess${guess}`)
    const delayed = partsOf(await send(`GET /sm/client/routing?${proof} HTTP/1.0\r\n\r\n`))
    expect(delayed.head).toContain('\r\nretry-after: 10\r\n')
    expect(delayed.body).toContain('<code>101</code>')
    cabinet.clock.advance(seconds(10))
    expect(await get(`routing?${proof}`)).toContain('<code>200</code>')
  })

  it('M27: puts out whoever is in the cabinet with the old password', async () => {
    const { cabinet, post } = await deviceAndCabinet()
    const subscriber = await enter(cabinet)
    expect((await subscriber.get('/api/v1/session')).status).toBe(200)
    const newPassword = cabinet.secret('Another2027Secret')
    expect(await post(`password?${proof}&new_password=${newPassword}`)).toBe(done)
    expect((await subscriber.get('/api/v1/session')).status).toBe(401)
  })

  it('O4: changes what the web shows and the auditor reads, and what a restart leaves', async () => {
    const { cabinet, accountId, get, post } = await deviceAndCabinet()
    await post(`lines?${proof}&lines=7`)
    const { body: dashboard } = await (await enter(cabinet)).get(`/api/v1/accounts/${accountId}/dashboard`)
    expect(dashboard.trunkLimit).toEqual({ lines: 7 })

    const auditor = await cabinet.program('audit:read')
    const { body: read } = await auditor.get(`/api/v1/audit/events?account=${accountId}&type=TrunkLimitSet`)
    expect(read.items).toMatchObject([
      {
        channel: 'multifon-http',
        actor: { type: 'sip', id: accountId },
        ip: '127.0.0.1',
        changes: [{ field: 'trunkLimit', before: 2, after: 7 }],
      },
    ])
    await cabinet.restart()
    expect(await get(`lines?${proof}`)).toContain('<ParallelCallsSipOut>7</ParallelCallsSipOut>')
  })

  it('security.md, logs: its login and its passwords are in no stored byte and in no line of any log', async () => {
    const { cabinet, send, get, post } = await deviceAndCabinet()
    // The cabinet's end looks for every secret in all that was stored and logged, at every level.
    cabinet.secret(login)
    cabinet.secret('password=')
    cabinet.secret(Buffer.from(password).join(','))
    await post(`lines?${proof}&lines=7`)
    await get(`password?${proof}&new_password=${cabinet.secret('Another2027Secret')}`)
    await get(`nothing/${password}?${proof}`)
    await get(`%zz?${proof}`)
    const target = `/sm/client/routing?${proof}`
    for (const odd of [
      `DELETE ${target} HTTP/1.0\r\n\r\n`,
      `PROPFIND ${target} HTTP/1.0\r\n\r\n`,
      `GET //sm//client/routing?${proof} HTTP/1.0\r\n\r\n`,
      `GET /SM/client/routing?${proof} HTTP/1.0\r\n\r\n`,
      `GET ${target}&x=${'a'.repeat(20_000)} HTTP/1.0\r\n\r\n`,
      `GET ${target} nonsense\r\n\r\n`,
      `GET ${target} HTTP/1.1\r\n\r\n`,
    ])
      expect(await send(odd)).toMatch(/^HTTP\/1\.1 4\d\d /)
  })

  it('is never told OK for what a store that is away did not record (EventStoreDB’s protocol, our own server)', async () => {
    const server = await startEventStoreServer()
    onTestFinished(server.close)
    const cabinet = await cabinetUnderTest({
      eventStore: { kind: 'eventStoreDb', url: server.url, namespace: 'cabinet' },
      clock: systemClock,
    })
    await openAccount(cabinet)
    const { get, send } = deviceOf(cabinet)
    expect(await get(`lines?${proof}&lines=3`)).toBe(done)

    await server.goAway()
    const away = partsOf(await send(`GET /sm/client/lines?${proof}&lines=4 HTTP/1.0\r\n\r\n`))
    expect(away.head).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\n/)
    expect(away.head).toMatch(/\r\nretry-after: [1-9]\d*\r\n/)
    expect(away.body).not.toContain('<code>200</code>')

    await server.comeBack()
    expect(await get(`lines?${proof}&lines=4`)).toBe(done)
    expect(await get(`lines?${proof}`)).toContain('<ParallelCallsSipOut>4</ParallelCallsSipOut>')
  })
})
