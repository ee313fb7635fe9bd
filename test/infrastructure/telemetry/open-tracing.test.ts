import { describe, expect, it } from 'vitest'
import { openTracing } from '../../../infrastructure/telemetry/open-tracing.ts'
import { spanIdOfEvent, traceIdOf } from '../../../infrastructure/telemetry/trace-ids.ts'
import { closedPort } from '../../closed-port.ts'
import { collector } from './collector.ts'

const settings = { serviceName: 'cabinet', ratio: 1 }
const first = { name: 'first', kind: 'internal', correlationId: 'c-1' } as const

describe('spans told over OTLP/HTTP (ADR 11)', () => {
  it('an event’s span is found from its id by another process', async () => {
    const collecting = await collector()
    const open = () => openTracing({ ...settings, endpoint: collecting.endpoint }, '1.0.0')
    const one = open()
    await one.tracing.during({ ...first, records: 'event-1' }, async () => undefined)
    await one.close()
    const other = open()
    await other.tracing.during({ ...first, name: 'second', follows: 'event-1' }, async () => undefined)
    await other.close()
    const [recorded, second] = collecting.spans()
    expect(recorded).toMatchObject({
      traceId: traceIdOf('c-1'),
      spanId: spanIdOfEvent('event-1'),
      parent: null,
    })
    expect(second).toMatchObject({ traceId: traceIdOf('c-1'), parent: spanIdOfEvent('event-1') })
  })

  it('works side by side keep their spans apart; another correlation id begins another trace', async () => {
    const collecting = await collector()
    const { tracing, close } = openTracing({ ...settings, endpoint: collecting.endpoint }, '1.0.0')
    const within = (name: string) =>
      tracing.during({ ...first, name }, async () => {
        await new Promise((resolve) => setImmediate(resolve))
        await tracing.during({ name: `in ${name}`, kind: 'internal' }, async () => undefined)
        await tracing.during(
          { ...first, name: `apart of ${name}`, correlationId: name },
          async () => undefined,
        )
      })
    await Promise.all([within('a'), within('b')])
    await close()
    const spans = collecting.spans()
    const named = (wanted: string) => spans.find(({ name }) => name === wanted)
    for (const name of ['a', 'b']) {
      expect(named(`in ${name}`)?.parent).toBe(named(name)?.spanId)
      expect(named(`apart of ${name}`)).toMatchObject({ parent: null, traceId: traceIdOf(name) })
    }
  })

  it('an error fails its span by kind, without its words, and passes', async () => {
    const collecting = await collector()
    const { tracing, close } = openTracing({ ...settings, endpoint: collecting.endpoint }, '1.0.0')
    const broken = tracing.during(first, () => Promise.reject(new TypeError('of 79260250730')))
    await expect(broken).rejects.toThrow(TypeError)
    await close()
    expect(collecting.spans()).toMatchObject([{ failed: true, facts: { 'error.type': 'TypeError' } }])
    expect(collecting.received()).not.toContain('79260250730')
  })

  it('a share of the traces is told, each whole or not at all', async () => {
    const collecting = await collector()
    const { tracing, close } = openTracing(
      { ...settings, ratio: 0.5, endpoint: collecting.endpoint },
      '1.0.0',
    )
    for (let n = 0; n < 200; n += 1)
      await tracing.during({ ...first, correlationId: `c-${n}` }, () =>
        tracing.during({ name: 'within', kind: 'internal' }, async () => undefined),
      )
    await close()
    const told = Map.groupBy(collecting.spans(), ({ traceId }) => traceId)
    expect(told.size).toBeGreaterThan(50)
    expect(told.size).toBeLessThan(150)
    for (const spans of told.values()) expect(spans).toHaveLength(2)
  })

  it('a collector that is away stops nobody, the end of the process included', async () => {
    const endpoint = `http://127.0.0.1:${await closedPort()}/v1/traces`
    const { tracing, close } = openTracing({ ...settings, endpoint }, '1.0.0')
    expect(await tracing.during(first, async () => 'done')).toBe('done')
    await close()
  })
})
