import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { ok, parametersIncorrect, partsOf, served } from './served.ts'
import { login, password } from './small-cabinet.ts'

const credentials = `login=${login}&password=${password}`
const path = `/sm/client/routing?${credentials}`
const gsm = ok('<routing>0</routing>')

const withAccount = async () => {
  const door = await served()
  await door.cabinet.provision()
  return door
}

const request = (lines: readonly string[], body = ''): string => `${lines.join('\r\n')}\r\n\r\n${body}`

describe('the real service’s HTTP API serves odd requests over real sockets', () => {
  it.each<[string, string]>([
    ['HTTP/1.0 without Host', request([`GET ${path} HTTP/1.0`])],
    ['HTTP/1.0 by POST', request([`POST ${path} HTTP/1.0`, 'Content-Length: 0'])],
    [
      'header names in upper and lower case',
      request([`GET ${path} HTTP/1.1`, 'HOST: a', 'connection: CLOSE', 'USER-AGENT: x']),
    ],
    [
      'an absolute-form target',
      request([`GET http://sm.example${path} HTTP/1.1`, 'Host: sm.example', 'Connection: close']),
    ],
    [
      'a POST with an empty body and no Content-Type',
      request([`POST ${path} HTTP/1.1`, 'Host: a', 'Connection: close', 'Content-Length: 0']),
    ],
    ['a POST without Content-Length', request([`POST ${path} HTTP/1.1`, 'Host: a', 'Connection: close'])],
    [
      'a POST with an empty chunked body',
      request(
        [`POST ${path} HTTP/1.1`, 'Host: a', 'Connection: close', 'Transfer-Encoding: chunked'],
        '0\r\n\r\n',
      ),
    ],
    [
      'a POST with a chunked body',
      request(
        [`POST ${path} HTTP/1.1`, 'Host: a', 'Connection: close', 'Transfer-Encoding: chunked'],
        '9\r\nrouting=2\r\n0\r\n\r\n',
      ),
    ],
    [
      'a form as body, whose parameters count for nothing',
      request(
        [
          `POST ${path} HTTP/1.1`,
          'Host: a',
          'Connection: close',
          'Content-Type: application/x-www-form-urlencoded',
          'Content-Length: 9',
        ],
        'routing=2',
      ),
    ],
    [
      'JSON that is none',
      request(
        [
          `POST ${path} HTTP/1.1`,
          'Host: a',
          'Connection: close',
          'Content-Type: application/json',
          'Content-Length: 3',
        ],
        '{{{',
      ),
    ],
    [
      'a malformed Content-Type',
      request(
        [
          `POST ${path} HTTP/1.1`,
          'Host: a',
          'Connection: close',
          'Content-Type: ;;nothing',
          'Content-Length: 2',
        ],
        'hi',
      ),
    ],
    [
      'an empty Content-Type',
      request([
        `POST ${path} HTTP/1.1`,
        'Host: a',
        'Connection: close',
        'Content-Type:',
        'Content-Length: 0',
      ]),
    ],
    [
      'a GET with a body',
      request([`GET ${path} HTTP/1.1`, 'Host: a', 'Connection: close', 'Content-Length: 9'], 'routing=2'),
    ],
    [
      'an offer to go on with HTTP/2',
      request([
        `GET ${path} HTTP/1.1`,
        'Host: a',
        'Connection: close, Upgrade, HTTP2-Settings',
        'Upgrade: h2c',
        'HTTP2-Settings: AAMAAABkAAQAAP__',
      ]),
    ],
    [
      'a browser’s headers of another site',
      request([
        `GET ${path} HTTP/1.1`,
        'Host: a',
        'Connection: close',
        'Origin: https://elsewhere.example',
        'Sec-Fetch-Site: cross-site',
        'Cookie: session=x',
        'Accept: application/json',
      ]),
    ],
    ['two slashes before the path', request([`GET /${path} HTTP/1.1`, 'Host: a', 'Connection: close'])],
  ])('%s', async (_, asked) => {
    const { send } = await withAccount()
    const { head, body } = partsOf(await send(asked))
    expect(head).toBe(
      'HTTP/1.1 200 OK\r\ncontent-type: text/xml;charset=UTF-8\r\ncache-control: no-store\r\ncontent-length: 142\r\nConnection: close',
    )
    expect(body).toBe(gsm)
  })

  it('answers 100 Continue to whoever expects it, then the document', async () => {
    const { send } = await withAccount()
    const answer = await send(
      request(
        [
          `POST ${path} HTTP/1.1`,
          'Host: a',
          'Connection: close',
          'Expect: 100-continue',
          'Content-Length: 2',
        ],
        'hi',
      ),
    )
    expect(answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n/)
    expect(answer.endsWith(gsm)).toBe(true)
  })

  it('answers pipelined requests in their order on one connection, bodies and all', async () => {
    const { send } = await withAccount()
    const answers = await send(
      request([`POST ${path}&routing=2 HTTP/1.1`, 'Host: a', 'Content-Length: 5'], 'abcde') +
        request([`GET ${path} HTTP/1.1`, 'Host: a']) +
        request([`GET /sm/client/status?${credentials} HTTP/1.1`, 'Host: a', 'Connection: close']),
    )
    const documents = answers
      .split('HTTP/1.1 200 OK\r\n')
      .slice(1)
      .map((answer) => partsOf(answer).body)
    expect(documents).toEqual([ok(), ok('<routing>2</routing>'), ok('<status>0</status>')])
  })

  it('keeps an HTTP/1.0 connection when asked to', async () => {
    const { send } = await withAccount()
    const answers = await send(
      request([`GET ${path} HTTP/1.0`, 'Connection: keep-alive']) + request([`GET ${path} HTTP/1.0`]),
    )
    expect(answers.split(gsm)).toHaveLength(3)
  })

  it('takes a request written byte by byte', async () => {
    const { send } = await withAccount()
    const bytes = [...request([`GET ${path} HTTP/1.0`])]
    expect(partsOf(await send(...bytes)).body).toBe(gsm)
  })

  it('drops a body of 64 KiB, and refuses a longer one without carrying anything out', async () => {
    const { send, bodyOf } = await withAccount()
    const post = (length: number, set: string) => [
      request([`POST ${path}${set} HTTP/1.1`, 'Host: a', 'Connection: close', `Content-Length: ${length}`]),
      'x'.repeat(length),
    ]
    expect(partsOf(await send(...post(65_536, '&routing=1'))).body).toBe(ok())
    expect(partsOf(await send(...post(65_537, '&routing=2'))).body).toBe(parametersIncorrect)
    expect(await bodyOf(`routing?${credentials}`)).toBe(ok('<routing>1</routing>'))
  })

  it('a request line beyond what HTTP takes here is refused by HTTP, and the next is served', async () => {
    const { send, bodyOf } = await withAccount()
    expect(await send(request([`GET ${path}&x=${'a'.repeat(20_000)} HTTP/1.1`, 'Host: a']))).toMatch(
      /^HTTP\/1\.1 431 /,
    )
    expect(await bodyOf(`routing?${credentials}`)).toBe(gsm)
  })

  it('survives clients that leave in the middle', async () => {
    const { port, bodyOf } = await withAccount()
    await new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(`POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf`)
        socket.destroy()
      })
      socket.on('close', () => resolve())
    })
    expect(await bodyOf(`routing?${credentials}`)).toBe(gsm)
  })

  it.each(['HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'])(
    'a %s is no request of this API: it sets nothing and says what is',
    async (method) => {
      const { ask, bodyOf } = await withAccount()
      const { head, body } = partsOf(await ask(`routing?${credentials}&routing=2`, method))
      expect(head).toMatch(/^HTTP\/1\.1 405 Method Not Allowed\r\nallow: GET, POST\r\n/)
      expect(body).toBe('')
      expect(await bodyOf(`routing?${credentials}`)).toBe(gsm)
    },
  )
})
