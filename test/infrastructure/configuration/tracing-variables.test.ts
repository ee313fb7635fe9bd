import { describe, expect, it } from 'vitest'
import {
  type Environment,
  readConfiguration,
} from '../../../infrastructure/configuration/read-configuration.ts'
import { leftOf, rightOf } from '../either.ts'

const tracing = (environment: Environment) => rightOf(readConfiguration(environment)).tracing
const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' }

describe('OpenTelemetry’s variables (ADR 11)', () => {
  it('no collector, no tracing; nor when it is switched off, or nothing is sampled', () => {
    expect(tracing({})).toBeUndefined()
    expect(tracing({ OTEL_SERVICE_NAME: 'x' })).toBeUndefined()
    expect(tracing({ ...endpoint, OTEL_SDK_DISABLED: 'true' })).toBeUndefined()
    expect(tracing({ ...endpoint, OTEL_TRACES_SAMPLER: 'always_off' })).toBeUndefined()
    expect(
      tracing({ ...endpoint, OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' }),
    ).toBeUndefined()
  })

  it('the general endpoint is a base, the one of traces the whole URL', () => {
    expect(tracing(endpoint)).toEqual({
      endpoint: 'http://collector:4318/v1/traces',
      serviceName: 'multifon-cabinet',
      ratio: 1,
    })
    expect(tracing({ ...endpoint, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces/in' })?.endpoint).toBe(
      'https://traces/in',
    )
  })

  it('a share of the traces', () => {
    for (const sampler of ['traceidratio', 'parentbased_traceidratio'])
      expect(
        tracing({ ...endpoint, OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: '0.1' })?.ratio,
      ).toBe(0.1)
    expect(tracing({ ...endpoint, OTEL_TRACES_SAMPLER_ARG: '0.1' })?.ratio).toBe(1)
  })

  it.each([
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318', 'notACollector'],
    ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'ftp://collector', 'notACollector'],
    ['OTEL_TRACES_SAMPLER', 'sometimes', 'notASampler'],
    ['OTEL_TRACES_SAMPLER_ARG', '10%', 'notARatio'],
  ])('refuses %s = %s', (variable, value, code) => {
    expect(leftOf(readConfiguration({ [variable]: value }))).toMatchObject([{ variable, code }])
  })
})
