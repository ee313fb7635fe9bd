// What Fastify does alone on this machine: the same answers from the same schemas, with nothing behind them.
import Fastify from 'fastify'
import { z } from 'zod'
import { dashboard, exampleDashboard } from '../../api/schemas/dashboard.ts'
import { exampleHistory, historyPage } from '../../api/schemas/history.ts'
import { routingModes } from '../../domain/sip-account/routing.ts'

const json = (schema: z.ZodType) => z.toJSONSchema(schema, { target: 'draft-7', io: 'output' })

const changed = z.strictObject({ mode: z.enum(routingModes), revision: z.int() })
const credentials = z.strictObject({ login: z.string().max(64), password: z.string().max(128) })

/** As many entries as a page of the history bench has. */
const entries = Number(process.env['HISTORY_ENTRIES'] ?? 50)
const page = { items: Array(entries).fill(exampleHistory.items[0]), nextCursor: null }

const xml =
  '<?xml version="1.0" encoding="UTF-8"?>\n<response><result><code>200</code><description>OK</description></result><routing>2</routing></response>'

const app = Fastify({ logger: false })

app.get('/ready', async () => 'ready')
app.get('/dashboard', { schema: { response: { 200: json(dashboard) } } }, async () => exampleDashboard)
app.get('/history', { schema: { response: { 200: json(historyPage) } } }, async () => page)
app.put<{ Body: z.infer<typeof changed> }>(
  '/routing',
  {
    schema: {
      body: json(z.strictObject({ mode: z.enum(routingModes) })),
      response: { 200: json(changed) },
    },
  },
  async ({ body }) => ({ mode: body.mode, revision: 3 }),
)
app.post(
  '/session',
  { schema: { body: json(credentials), response: { 200: json(dashboard) } } },
  async () => exampleDashboard,
)
app.get(
  '/xml',
  {
    schema: { querystring: json(z.object({ login: z.string(), password: z.string(), routing: z.string() })) },
  },
  async (_, reply) => reply.type('text/xml').send(xml),
)

await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) })
process.once('SIGTERM', () => app.close())
