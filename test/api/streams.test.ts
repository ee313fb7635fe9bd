import { request } from 'node:http'
import { describe, expect, it } from 'vitest'
import { inOrder } from '../../api/streams/in-order.ts'
import { LineTooLong, linesOf } from '../../api/streams/lines.ts'
import { listening } from './rig/listening.ts'
import { openedApp } from './rig/opened-app.ts'
import { login } from './rig/small-cabinet.ts'

const balances = '/api/v1/operator/billing/balances'
const importing = '/api/v1/operator/accounts/import'
const line = (kopecks: number, minute = 0) =>
  `{"login":"${login}","kopecks":${kopecks},"asOf":"2026-01-15T11:${String(minute).padStart(2, '0')}:00Z"}\n`

const opened = async () => {
  const app = await openedApp()
  const accountId = await app.account()
  const program = await app.program('accounts:write', 'billing:write')
  const post = (url: string, type: string, body: string, more = {}) =>
    app.ask('POST', url, { body, headers: { ...program, 'content-type': type, ...more } })
  return {
    ...app,
    accountId,
    report: (body: string, more = {}) => post(balances, 'application/x-ndjson', body, more),
    load: (body: string, more = {}) => post(importing, 'text/csv', body, more),
    post,
  }
}

const linesIn = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text))

describe('M21: balances from billing', () => {
  it('are taken over line by line; a refused one hinders no other', async () => {
    const { report } = await opened()
    const answered = await report(
      `${line(100)}nonsense\n${line(100)}{"login":"79990000000","kopecks":1,"asOf":"2026-01-15T11:00:00Z"}\n{"login":"${login}","kopecks":1.5,"asOf":"now"}\n`,
      {
        'accept-language': 'en',
      },
    )
    expect(answered.statusCode).toBe(200)
    expect(answered.json()).toStrictEqual({
      lines: 5,
      counts: { recorded: 1, unchanged: 1, refused: 3 },
      problems: [
        { line: 2, code: 'BodyMalformed', detail: expect.any(String) },
        { line: 4, code: 'AccountNotFound', detail: expect.any(String) },
        { line: 5, code: 'RequestInvalid', detail: expect.stringContaining('kopecks:') },
      ],
    })
    expect(answered.headers['log-position']).toMatch(/^\d+$/)
  })

  it('an older one changes nothing, so that a report may be sent again', async () => {
    const { report, cabinet, accountId } = await opened()
    const sent = line(100, 5) + line(-7, 4)
    await report(sent)
    expect((await report(sent)).json().counts).toStrictEqual({ recorded: 0, unchanged: 2, refused: 0 })
    expect(await cabinet.presentBalance(accountId)()).toMatchObject({ right: { kopecks: 100 } })
  })

  it('are answered line by line as NDJSON to who asks for it, with a summary at the end', async () => {
    const { report, accountId } = await opened()
    const answered = await report(`${line(100)}?\n`, { accept: 'application/x-ndjson' })
    expect(answered.headers['content-type']).toMatch(/^application\/x-ndjson/)
    expect(linesIn(answered.body)).toStrictEqual([
      { outcome: 'recorded', line: 1, accountId },
      { outcome: 'refused', line: 2, code: 'BodyMalformed', detail: expect.any(String) },
      {
        summary: {
          lines: 2,
          counts: { recorded: 1, unchanged: 0, refused: 1 },
          logPosition: expect.any(String),
        },
      },
    ])
  })

  it('in another media type are 415', async () => {
    const { post } = await opened()
    expect((await post(balances, 'application/json', '{}')).json()).toMatchObject({
      code: 'MediaTypeUnsupported',
    })
    expect((await post(importing, 'application/x-ndjson', '{}')).json()).toMatchObject({
      code: 'MediaTypeUnsupported',
    })
  })
})

describe('the import of accounts (rest.md, CSV of accounts)', () => {
  const csv =
    'login,password,routing,lines,tariff_option,caller_id,balance\n79261112233,Welcome2Multifon,SIP,4,Безлимит,+74951234567,-748822.93\n79261112234,,GSM,2,,,150.00\n79261112235,short,SIP,2,,,0\n'

  it('reports how every line ended; the same file again adds nothing', async () => {
    const { load, ask } = await opened()
    const first = await load(csv)
    expect(first.json()).toMatchObject({
      lines: 3,
      counts: { provisioned: 2, completed: 0, existing: 0, refused: 1 },
      problems: [{ line: 4, code: 'SipPasswordWeak' }],
    })
    expect(first.body).not.toContain('short')
    expect((await load(csv)).json().counts).toMatchObject({ provisioned: 0, existing: 2, refused: 1 })
    const entered = await ask('POST', '/api/v1/session/sip', {
      body: { login: '79261112233', password: 'Welcome2Multifon' },
    })
    expect(entered.statusCode).toBe(200)
  })

  it('is answered line by line as NDJSON', async () => {
    const { load } = await opened()
    const answered = linesIn((await load(csv, { accept: 'application/x-ndjson' })).body)
    expect(answered.map(({ outcome, line: at }) => [outcome, at])).toStrictEqual([
      ['provisioned', 2],
      ['provisioned', 3],
      ['refused', 4],
      [undefined, undefined],
    ])
    expect(answered[3].summary.counts).toMatchObject({ provisioned: 2, refused: 1 })
  })

  it('a file whose heading is wrong is refused as a whole', async () => {
    const { load } = await opened()
    expect((await load('number\n79261112233\n')).json()).toMatchObject({
      code: 'CsvHeadingWrong',
      status: 422,
    })
  })

  it('an Idempotency-Key on the whole does not make its lines one account', async () => {
    const { load } = await opened()
    const key = { 'idempotency-key': 'import-1' }
    expect((await load(csv, key)).json().counts).toMatchObject({ provisioned: 2 })
    expect((await load(csv, key)).json().counts).toMatchObject({ existing: 2 })
  })
})

describe('a stream', () => {
  it('is answered while it is still being sent: nothing waits for its end', async () => {
    const server = await listening()
    await server.account()
    const program = await server.program('billing:write')
    const sending = request(`${server.base}${balances}`, {
      method: 'POST',
      headers: { ...program, 'content-type': 'application/x-ndjson', accept: 'application/x-ndjson' },
    })
    // As many as are worked on side by side, so that the first one's answer is given out.
    sending.write(Array.from({ length: 64 }, (_, at) => line(at, at % 60)).join(''))
    const answered = await new Promise<string>((resolve, reject) => {
      sending.on('error', reject)
      sending.on('response', (response) => {
        response.setEncoding('utf8')
        response.once('data', (text: string) => {
          sending.end()
          response.resume()
          resolve(text)
        })
      })
    })
    expect(JSON.parse(answered.split('\n')[0] ?? '')).toMatchObject({ line: 1 })
  })

  it('of one line without end is given up, not gathered', async () => {
    const { report } = await opened()
    const answered = await report(line(100) + 'x'.repeat(200_000))
    expect(answered.json()).toMatchObject({ lines: 2, problems: [{ line: 2, code: 'BodyTooLarge' }] })
  })

  it('is taken apart whatever its chunks are', async () => {
    const bytes = new TextEncoder().encode('\uFEFFпервая\r\n\nтретья\nбез конца')
    for (const size of [1, 2, 3, 7, 100]) {
      const chunks = async function* () {
        for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size)
      }
      const found: string[] = []
      for await (const { line: at, text } of linesOf(chunks())) found.push(`${at} ${text.trim()}`)
      expect(found).toStrictEqual(['1 первая', '3 третья', '4 без конца'])
    }
  })

  it('is worked on side by side, in order, no more at once than allowed', async () => {
    let under = 0
    let most = 0
    const items = async function* () {
      for (let item = 0; item < 20; item += 1) yield item
    }
    const work = async (item: number) => {
      under += 1
      most = Math.max(most, under)
      for (let turn = 0; turn < (item % 3) + 1; turn += 1) await Promise.resolve()
      under -= 1
      return item
    }
    const done: number[] = []
    for await (const result of inOrder(items(), 4, work)) done.push(result)
    expect(done).toStrictEqual(Array.from({ length: 20 }, (_, at) => at))
    expect(most).toBeLessThanOrEqual(4)
    expect(new LineTooLong(3).message).toContain('3')
  })
})
