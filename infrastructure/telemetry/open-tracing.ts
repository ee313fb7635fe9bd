import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout } from 'node:timers/promises'
import {
  type Context,
  type Link,
  type Span as OtelSpan,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, TraceIdRatioBasedSampler, TracerProvider } from '@opentelemetry/sdk-trace'
import type {
  RemoteSpan,
  Span,
  SpanDescription,
  SpanKind as SpanKindName,
  Tracing,
} from '../../application/ports/tracing.ts'
import { derivedIds } from './derived-ids.ts'
import { spanIdOfEvent, traceIdOf } from './trace-ids.ts'
import type { TracingSettings } from './tracing-settings.ts'

export interface OpenTracing {
  readonly tracing: Tracing
  /** Hands over what is left, as far as the collector takes it. */
  readonly close: () => Promise<void>
}

/** Milliseconds that the end of the process waits for the collector. */
const longestClose = 3_000

const kinds: Readonly<Record<SpanKindName, SpanKind>> = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
}

const remote = ({ traceId, spanId }: RemoteSpan) => ({
  traceId,
  spanId,
  traceFlags: TraceFlags.SAMPLED,
  isRemote: true,
})

const told = (span: OtelSpan): Span => ({
  tell: (facts) => void span.setAttributes(facts),
  fail: (code) => {
    span.setAttribute('error.type', code)
    span.setStatus({ code: SpanStatusCode.ERROR })
  },
})

/** An error's kind: its words could carry what it was about. */
const kindOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.name : 'Error')

/**
 * Tells spans over OTLP/HTTP. Which traces are told depends on their ids alone, never on a flag of the caller's: the
 * same trace is told, or not, in every process and after every restart.
 */
export const openTracing = (
  { endpoint, serviceName, ratio }: TracingSettings,
  version: string,
): OpenTracing => {
  const ids = derivedIds()
  const provider = new TracerProvider({
    idGenerator: ids.generator,
    sampler: new TraceIdRatioBasedSampler(ratio),
    resource: resourceFromAttributes({ 'service.name': serviceName, 'service.version': version }),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: endpoint }) })],
  })
  const tracer = provider.getTracer('cabinet', version)
  const current = new AsyncLocalStorage<OtelSpan>()

  const traceOf = ({ correlationId }: SpanDescription): string => {
    if (correlationId !== undefined) return traceIdOf(correlationId)
    return current.getStore()?.spanContext().traceId ?? ids.generator.generateTraceId()
  }

  const parentOf = ({ follows }: SpanDescription, traceId: string, caller: RemoteSpan | null): Context => {
    if (follows !== undefined)
      return trace.setSpanContext(ROOT_CONTEXT, remote({ traceId, spanId: spanIdOfEvent(follows) }))
    if (caller?.traceId === traceId) return trace.setSpanContext(ROOT_CONTEXT, remote(caller))
    const present = current.getStore()
    return present?.spanContext().traceId === traceId ? trace.setSpan(ROOT_CONTEXT, present) : ROOT_CONTEXT
  }

  /** A caller of another trace, since a correlation id was given as well, is pointed to. */
  const linksTo = (caller: RemoteSpan | null, traceId: string): Link[] =>
    caller === null || caller.traceId === traceId ? [] : [{ context: remote(caller) }]

  const start = (described: SpanDescription, caller: RemoteSpan | null): OtelSpan => {
    const { name, kind, facts, records } = described
    const traceId = traceOf(described)
    const spanId = records === undefined ? null : spanIdOfEvent(records)
    const options = { kind: kinds[kind], attributes: { ...facts }, links: linksTo(caller, traceId) }
    return ids.startWith({ traceId, spanId }, () =>
      tracer.startSpan(name, options, parentOf(described, traceId, caller)),
    )
  }

  return {
    tracing: {
      during: async (described, work) => {
        const span = start(described, null)
        const telling = told(span)
        try {
          return await current.run(span, work, telling)
        } catch (error) {
          telling.fail(kindOf(error))
          throw error
        } finally {
          span.end()
        }
      },
      open: (described, caller) => {
        const span = start(described, caller)
        return { ...told(span), within: (work) => current.run(span, work), end: () => span.end() }
      },
    },
    close: async () => {
      const handedOver = provider.shutdown().catch(() => undefined)
      await Promise.race([handedOver, setTimeout(longestClose, undefined, { ref: false })])
    },
  }
}
