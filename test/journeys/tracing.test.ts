import { createHash } from 'node:crypto'
import {
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_URL_SCHEME,
} from '@opentelemetry/semantic-conventions'
import { describe, expect, it } from 'vitest'
import { hours, minutes } from '../../domain/instant.ts'
import { type CabinetUnderTest, cabinetUnderTest } from '../cabinet-under-test.ts'
import type { Caller } from '../caller.ts'
import { type CollectedSpan, collector } from '../infrastructure/telemetry/collector.ts'
import { messageTo } from './messages.ts'
import { enter, login, openAccount, password, registerProfile } from './people.ts'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const callersSpanId = '00f067aa0ba902b7'
const correlationId = '4bf92f35-77b3-4da6-a3ce-929d0e0e4736'
const traceparent = `00-${traceId}-${callersSpanId}-01`

/** The spans of a trace below a span, as an outline. */
const outline = (spans: readonly CollectedSpan[], parent: string | null): readonly unknown[] =>
  spans
    .filter((span) => span.parent === parent)
    .map((span) => {
      const below = outline(spans, span.spanId)
      return below.length === 0 ? span.name : [span.name, ...below]
    })
    .sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1))

/** Until every message is dealt with, and the views have what is recorded of it. */
const viewsKnowAll = async (cabinet: CabinetUnderTest, subscriber: Caller, id: string): Promise<void> => {
  await expect.poll(async () => (await cabinet.composed().cabinet.vitals()).reactions.waiting).toBe(0)
  await subscriber.put(`/api/v1/accounts/${id}/trunk-limit`, { lines: 7 })
  await subscriber.get(`/api/v1/accounts/${id}/dashboard`)
}

const told = async () => {
  const collecting = await collector()
  const cabinet = await cabinetUnderTest({
    tracing: { endpoint: collecting.endpoint, serviceName: 'cabinet', ratio: 1 },
  })
  const id = await openAccount(cabinet)
  const ofTrace = (trace: string) => collecting.spans().filter((span) => span.traceId === trace)
  return { cabinet, id, collecting, ofTrace }
}

describe('a trace follows a request through the log (ADR 11)', () => {
  it('M24 O2: a change of routing, from the caller over request, command and append to the views', async () => {
    const { cabinet, id, ofTrace } = await told()
    const subscriber = await enter(cabinet)
    const changed = await subscriber.put(
      `/api/v1/accounts/${id}/routing`,
      { mode: 'GSM' },
      { traceparent, 'user-agent': 'Softphone/1.0 ivan@example.ru' },
    )
    expect(changed.headers.get('x-correlation-id')).toBe(correlationId)
    await subscriber.get(`/api/v1/accounts/${id}/dashboard`)
    await cabinet.restart()

    const spans = ofTrace(traceId)
    expect(outline(spans, callersSpanId)).toEqual([
      [
        'PUT /api/v1/accounts/:accountId/routing',
        ['command sipAccount', ['append sipAccount', 'project sipAccount']],
      ],
    ])
    expect(spans.find(({ kind }) => kind === 2)?.facts).toEqual({
      [ATTR_HTTP_REQUEST_METHOD]: 'PUT',
      [ATTR_HTTP_ROUTE]: '/api/v1/accounts/:accountId/routing',
      [ATTR_HTTP_RESPONSE_STATUS_CODE]: 200,
      [ATTR_URL_SCHEME]: 'http',
    })
    expect(spans.find(({ name }) => name === 'command sipAccount')?.facts).toEqual({
      'cabinet.stream.category': 'sipAccount',
      'cabinet.channel': 'web',
      'cabinet.outcome': 'recorded',
    })
    expect(spans.find(({ kind }) => kind === 4)?.facts).toMatchObject({
      'cabinet.events': 1,
      'cabinet.event.type': 'RoutingChanged',
    })
  })

  it('M26: a password reminder, to the SMS and what is recorded of it, in the trace of its correlation id', async () => {
    const { cabinet, id, ofTrace } = await told()
    const subscriber = await enter(cabinet)
    const asked = await subscriber.send('POST', `/api/v1/accounts/${id}/password-reminders`, undefined, {
      'x-correlation-id': 'ticket-42',
      traceparent,
    })
    expect(asked.headers.get('x-correlation-id')).toBe('ticket-42')
    await messageTo(cabinet, `+${login}`)
    await viewsKnowAll(cabinet, subscriber, id)
    await cabinet.restart()

    const spans = ofTrace(createHash('sha256').update('trace:ticket-42').digest('hex').slice(0, 32))
    const recorded = ['command message', ['append message', 'project message']]
    expect(outline(spans, null)).toEqual([
      [
        'POST /api/v1/accounts/:accountId/password-reminders',
        [
          'command sipAccount',
          [
            'append sipAccount',
            'project sipAccount',
            ['begin passwordReminder', recorded],
            ['react passwordReminder', 'send sms', recorded],
          ],
        ],
      ],
    ])
    // The caller's own trace is another one: it is pointed to.
    expect(spans.find(({ kind }) => kind === 2)?.links).toEqual([{ traceId, spanId: callersSpanId }])
    expect(ofTrace(traceId)).toEqual([])
  })

  it('M3, M8: the code and the letter of a registration leave in spans of their own, without number or address', async () => {
    const { cabinet, collecting } = await told()
    await registerProfile(cabinet)
    await cabinet.restart()
    const sent = collecting.spans().filter(({ name }) => name.startsWith('send '))
    expect(sent.map(({ name }) => name).sort()).toEqual(['send mail', 'send sms'])
    expect(JSON.stringify(collecting.spans())).not.toMatch(/yaroslav|9031112233/)
  })

  it('M26: what is done only after a restart belongs to the same trace', async () => {
    const { cabinet, id, ofTrace } = await told()
    const subscriber = await enter(cabinet)
    await cabinet.restart('production')
    await subscriber.send('POST', `/api/v1/accounts/${id}/password-reminders`, undefined, { traceparent })
    await expect
      .poll(async () => (await (await cabinet.program('metrics:read')).get('/metrics')).text)
      .toContain('cabinet_sms_total{outcome="temporary"} 1')
    await cabinet.restart('development')
    expect(ofTrace(traceId).some(({ name, failed }) => name === 'send sms' && failed)).toBe(true)
    cabinet.clock.advance(minutes(5))
    await messageTo(cabinet, `+${login}`)
    await cabinet.restart()

    const spans = ofTrace(traceId)
    const attempts = spans.filter(({ name }) => name === 'react passwordReminder')
    const appended = spans.find(({ facts }) => facts['cabinet.event.type'] === 'PasswordReminderRequested')
    expect(attempts.map(({ facts, failed, parent }) => [facts['cabinet.tries'], failed, parent])).toEqual([
      [0, true, appended?.spanId],
      [1, false, appended?.spanId],
    ])
  })

  it('says nothing secret or personal', async () => {
    const { cabinet, id, collecting } = await told()
    const subscriber = await enter(cabinet)
    await cabinet.caller().post('/api/v1/session/sip', { login, password: 'Wrong2027Wrong' })
    await subscriber.post(`/api/v1/accounts/${id}/password-reminders`, undefined, {
      'user-agent': 'Softphone/1.0 ivan@example.ru',
    })
    await cabinet.caller().get(`/sm/client/routing?login=${login}&password=${password}`)
    await cabinet.caller().get(`/no/such/${login}?password=${password}`)
    await messageTo(cabinet, `+${login}`)
    cabinet.clock.advance(hours(1))
    await cabinet.restart()

    const text = collecting.received()
    expect(collecting.spans().length).toBeGreaterThan(30)
    const cookie = subscriber.cookies().split('=')[1] ?? '?'
    for (const secret of [login, password, 'Wrong2027Wrong', id, cookie, 'ivan', 'Softphone', '127.0.0.1'])
      expect(text).not.toContain(secret)
    expect(text).not.toMatch(/password=|login=|signInFailures-|claim-|@/)
  })
})
