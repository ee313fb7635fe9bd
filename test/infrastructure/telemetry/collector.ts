import { createServer } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { onTestFinished } from 'vitest'
import { z } from 'zod'

const value = z.looseObject({
  stringValue: z.string().optional(),
  intValue: z.coerce.number().optional(),
  boolValue: z.boolean().optional(),
})
const attributes = z.array(z.object({ key: z.string(), value })).default([])

const exported = z.looseObject({
  resourceSpans: z.array(
    z.looseObject({
      resource: z.looseObject({ attributes }),
      scopeSpans: z.array(
        z.looseObject({
          spans: z.array(
            z.looseObject({
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().optional(),
              name: z.string(),
              kind: z.number(),
              attributes,
              links: z.array(z.looseObject({ traceId: z.string(), spanId: z.string() })).default([]),
              status: z.looseObject({ code: z.number().optional() }).optional(),
            }),
          ),
        }),
      ),
    }),
  ),
})

export interface CollectedSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parent: string | null
  readonly name: string
  /** As OTLP numbers them: 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number
  readonly facts: Readonly<Record<string, unknown>>
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[]
  readonly failed: boolean
}

const plain = (given: z.infer<typeof attributes>) =>
  Object.fromEntries(
    given.map(({ key, value: it }) => [key, it.stringValue ?? it.intValue ?? it.boolValue ?? null]),
  )

const spansIn = (body: string): readonly CollectedSpan[] =>
  exported.parse(JSON.parse(body)).resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        ...{ traceId: span.traceId, spanId: span.spanId, name: span.name, kind: span.kind },
        parent: span.parentSpanId === undefined || span.parentSpanId === '' ? null : span.parentSpanId,
        facts: plain(span.attributes),
        links: span.links.map(({ traceId, spanId }) => ({ traceId, spanId })),
        failed: span.status?.code === 2,
      })),
    ),
  )

/** A collector of traces that speaks OTLP/HTTP (JSON), on a port of its own until the test ends. */
export const collector = async () => {
  const bodies: string[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => void parts.push(part))
    request.on('end', () => {
      const sent = Buffer.concat(parts)
      const isZipped = request.headers['content-encoding'] === 'gzip'
      bodies.push((isZipped ? gunzipSync(sent) : sent).toString('utf8'))
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the collector does not listen')
  return {
    endpoint: `http://127.0.0.1:${address.port}/v1/traces`,
    /** Everything that came, as it came. */
    received: () => bodies.join('\n'),
    spans: (): readonly CollectedSpan[] => bodies.flatMap(spansIn),
  }
}
