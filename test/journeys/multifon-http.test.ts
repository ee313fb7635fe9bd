import { describe, expect, it } from 'vitest'
import { storedMetadata } from '../../application/events/metadata.ts'
import { seconds } from '../../domain/instant.ts'
import { storedIn } from '../api/rig/events-of.ts'
import { openedApp } from '../api/rig/opened-app.ts'
import { exchange, partsOf } from '../api/sm-client/served.ts'
import { circumstances } from '../application/circumstances.ts'
import { rightOf } from '../infrastructure/either.ts'

const login = '79260250730'
const password = 'Demo2026Cabinet'
const newPassword = 'Another2027Secret'

const operator = circumstances({ actor: { type: 'token', id: 'billing' } })

/** A cabinet with one account, and a device that speaks to it in bytes. */
const deviceAndCabinet = async () => {
  const { app, cabinet, clock, logged, store } = await openedApp({ trustedProxies: ['127.0.0.1'] })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { accountId } = rightOf(
    await cabinet.provisionAccount(
      {
        number: `+${login}`,
        password,
        routing: 'SIP',
        trunkLimit: 4,
        callerId: null,
        tariffOption: null,
        balance: -74_882_293,
      },
      operator,
    )(),
  )
  const address = app.server.address()
  if (address === null || typeof address === 'string') throw new Error('the cabinet does not listen')
  const send = (...parts: readonly string[]) => exchange(address.port, ...parts)
  /** What the device gets for a request line; an answer of HTTP status 200 in the reference's own head. */
  const said = async (requestLine: string, ...headers: readonly string[]): Promise<string> => {
    const { head, body } = partsOf(await send([requestLine, ...headers, '', ''].join('\r\n')))
    expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(head).toContain('content-type: text/xml;charset=UTF-8\r\n')
    expect(head).toContain(`content-length: ${Buffer.byteLength(body)}\r\n`)
    return body
  }
  const get = (target: string) => said(`GET /sm/client/${target} HTTP/1.0`)
  const post = (target: string) =>
    said(`POST /sm/client/${target} HTTP/1.1`, 'Host: sm.example', 'Connection: close', 'Content-Length: 0')
  return { send, said, get, post, accountId, cabinet, clock, logged, store }
}

const proof = `login=${login}@multifon.ru&password=${password}`

describe('a program written for the real service, pointed at the cabinet', () => {
  it('reads and sets everything, in the exact bytes that the reference gives (M21, M24, M25, M27)', async () => {
    const { get, post } = await deviceAndCabinet()

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
      '<?xml version="1.0" encoding="UTF-8"?>\n<response><result><code>200</code><description>OK</description></result><ParallelCallsSipOut>4</ParallelCallsSipOut></response>',
    )
    const done =
      '<?xml version="1.0" encoding="UTF-8"?>\n<response><result><code>200</code><description>OK</description></result></response>'
    expect(await post(`routing/set?${proof}&routing=2`)).toBe(done)
    expect(await get(`routing/?${proof}&`)).toContain('<routing>2</routing>')
    expect(await post(`lines?${proof}&lines=7`)).toBe(done)
    expect(await get(`lines?${proof}`)).toContain('<ParallelCallsSipOut>7</ParallelCallsSipOut>')
    expect(await post(`password/change?${proof}&new_password=${newPassword}`)).toBe(done)
    expect(await get(`routing?login=${login}&password=${newPassword}`)).toContain('<routing>2</routing>')
  })

  it('is told of errors in the exact bytes that the reference gives', async () => {
    const { get, accountId, cabinet } = await deviceAndCabinet()
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
    await cabinet.settings.suspendService({ accountId, circumstances: operator })()
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
        'Cookie: a=b',
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
    const { get, send, clock } = await deviceAndCabinet()
    for (const guess of [1, 2, 3, 4, 5]) await get(`routing?login=${login}&password=guess${guess}`)
    const delayed = partsOf(await send(`GET /sm/client/routing?${proof} HTTP/1.0\r\n\r\n`))
    expect(delayed.head).toContain('retry-after: 10\r\n')
    expect(delayed.body).toContain('<code>101</code>')
    clock.advance(seconds(10))
    expect(await get(`routing?${proof}`)).toContain('<code>200</code>')
  })

  it('leaves what it did in the log, and its queries in no line of any log', async () => {
    const { send, get, post, accountId, store, logged } = await deviceAndCabinet()
    await post(`lines?${proof}&lines=7`)
    await get(`password?${proof}&new_password=${newPassword}`)
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
      await send(odd)

    const events = await storedIn(store, `sipAccount-${accountId}`)
    expect(events.map(({ type }) => type)).toEqual([
      'SipAccountProvisioned',
      'TrunkLimitSet',
      'PasswordChanged',
    ])
    const last = storedMetadata.parse(events.at(-1)?.metadata)
    expect(last).toMatchObject({ channel: 'multifon-http', actor: { type: 'sip', id: accountId } })
    const lines = logged.join('')
    expect(lines).toContain('/sm/client/lines')
    for (const secret of [password, newPassword, login, 'password=', Buffer.from(password).join(',')])
      expect(lines).not.toContain(secret)
  })
})
