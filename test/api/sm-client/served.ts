import { connect } from 'node:net'
import Fastify, { type FastifyInstance } from 'fastify'
import { onTestFinished } from 'vitest'
import { answersMalformedUrl, smClient } from '../../../api/sm-client/sm-client.ts'
import { type SmallCabinet, smallCabinet } from './small-cabinet.ts'

/** Sends bytes over one connection, as they are, and gives everything that comes back until the server closes it. */
export const exchange = (port: number, ...parts: readonly (string | Buffer)[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    const received: Buffer[] = []
    socket.on('connect', () => {
      for (const part of parts) socket.write(part)
    })
    socket.on('data', (bytes) => received.push(bytes))
    socket.on('error', reject)
    socket.on('close', () => resolve(Buffer.concat(received).toString('latin1')))
  })

const portOf = (app: FastifyInstance): number => {
  const address = app.server.address()
  if (address === null || typeof address === 'string') throw new Error('the server does not listen')
  return address.port
}

/** One answer's body, and its head without the date, which is another on every run. */
export const partsOf = (answer: string) => {
  const end = answer.indexOf('\r\n\r\n')
  return {
    head: answer.slice(0, end).replace(/\r\nDate: [^\r\n]*/i, ''),
    body: answer.slice(end + 4),
  }
}

/** The answer's whole text on the reference's pattern. */
export const xml = (code: number, description: string, value = ''): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<response><result><code>${code}</code><description>${description}</description></result>${value}</response>`

export const ok = (value = ''): string => xml(200, 'OK', value)
export const wrongPassword = xml(101, 'Password contains invalid symbols or too long')
export const parametersIncorrect = xml(102, 'Parameters incorrect')
export const notFound = xml(404, 'Subscription Not Found')
export const unavailable = xml(503, 'Service Unavailable')

/** The door on a real socket behind a trusted proxy's address, and every line that is logged, at every level. */
export const served = async (
  cabinet: SmallCabinet = smallCabinet(),
  prepare: (app: FastifyInstance) => unknown = () => {},
) => {
  const logged: string[] = []
  const app = Fastify({
    logger: { level: 'trace', stream: { write: (line: string) => logged.push(line) } },
    trustProxy: '127.0.0.1',
    frameworkErrors: (error, request, reply) => {
      if (!answersMalformedUrl(request, reply)) throw error
    },
  })
  prepare(app)
  await app.register(smClient({ cabinet }))
  await app.listen({ port: 0, host: '127.0.0.1' })
  onTestFinished(() => app.close())
  const port = portOf(app)
  const send = (...parts: readonly (string | Buffer)[]) => exchange(port, ...parts)
  /** `target`: what stands after `/sm/client/`. */
  const ask = (target: string, method = 'GET', headers: readonly string[] = []) =>
    send(
      [
        `${method} /sm/client/${target} HTTP/1.1`,
        'Host: cabinet.example',
        'Connection: close',
        ...headers,
      ].join('\r\n'),
      '\r\n\r\n',
    )
  const bodyOf = async (...asked: Parameters<typeof ask>) => partsOf(await ask(...asked)).body
  return { app, cabinet, logged, send, ask, bodyOf, port }
}
