import { describe, expect, it } from 'vitest'
import { correlationId } from '../../api/correlation.ts'
import { callersSpan } from '../../api/trace-context.ts'
import { traceIdOf } from '../../infrastructure/telemetry/trace-ids.ts'
import { countedIds } from '../application/counted-ids.ts'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const spanId = '00f067aa0ba902b7'
const traceparent = `00-${traceId}-${spanId}-01`

describe('the trace context of a caller (W3C, ADR 11)', () => {
  it('is read, a later version’s too', () => {
    expect(callersSpan(traceparent)).toEqual({ traceId, spanId })
    expect(callersSpan(`00-${traceId}-${spanId}-00`)).toEqual({ traceId, spanId })
    expect(callersSpan(`cc-${traceId}-${spanId}-01-what-comes`)).toEqual({ traceId, spanId })
  })

  it.each([
    undefined,
    '',
    'x',
    `ff-${traceId}-${spanId}-01`,
    `00-${'0'.repeat(32)}-${spanId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
    `${traceparent}-more`,
    `${traceparent}, ${traceparent}`,
    `00-${traceId}-${spanId}`,
  ])('is not taken from %s', (header) => {
    expect(callersSpan(header)).toBeNull()
  })

  it('gives the correlation id, unless one is given; both lead to one trace', () => {
    const of = correlationId(countedIds())
    const id = of({ headers: { traceparent } })
    expect(id).toBe('4bf92f35-77b3-4da6-a3ce-929d0e0e4736')
    expect(traceIdOf(id)).toBe(traceId)
    expect(of({ headers: { traceparent, 'x-correlation-id': 'c-42' } })).toBe('c-42')
    expect(traceIdOf('c-42')).toMatch(/^[0-9a-f]{32}$/)
    expect(traceIdOf('c-42')).not.toBe(traceIdOf('c-43'))
    expect(traceIdOf('00000000-0000-0000-0000-000000000000')).not.toMatch(/^0+$/)
  })
})
