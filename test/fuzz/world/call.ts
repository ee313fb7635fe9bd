import { type OutgoingHttpHeaders, request } from 'node:http'
import { text } from 'node:stream/consumers'

/** The network's port, or the path of the CLI's socket. */
export type Where = { readonly port: number } | { readonly socketPath: string }

export interface Called {
  readonly status: number
  readonly cookie: string | null
  readonly body: string
}

/** Milliseconds. */
const patience = 30_000

/** A request that is meant well: how the fuzz prepares what it attacks, and looks at it afterwards. */
export const call = (
  where: Where,
  method: string,
  path: string,
  { headers = {}, body }: { readonly headers?: OutgoingHttpHeaders; readonly body?: string | object } = {},
): Promise<Called> =>
  new Promise((resolve, reject) => {
    const sent = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
    const asked = request({
      ...('port' in where ? { host: '127.0.0.1', port: where.port } : { socketPath: where.socketPath }),
      method,
      path,
      timeout: patience,
      agent: false,
      headers: {
        ...(sent === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent) }),
        ...headers,
      },
    })
    asked.on('timeout', () => asked.destroy(new Error(`${method} ${path} was not answered`)))
    asked.on('error', reject)
    asked.on('response', (answer) => {
      const [cookie] = answer.headers['set-cookie'] ?? []
      text(answer).then(
        (read) =>
          resolve({ status: answer.statusCode ?? 0, cookie: cookie?.split(';', 1)[0] ?? null, body: read }),
        reject,
      )
    })
    asked.end(sent)
  })
