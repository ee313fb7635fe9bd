import { join } from 'node:path'
import { Client, type Dispatcher } from 'undici'
import type { CabinetProcess, Home } from './cabinet-process.ts'
import { Finding } from './finding.ts'

/** A request as it can be sent, and sent again. */
export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

/** `null`: no answer came, or not a whole one. */
export type Asked = Answer | null

const ask = async (
  dispatcher: Dispatcher,
  origin: string,
  { method, path, headers, body }: Request,
): Promise<Asked> => {
  try {
    const answered = await dispatcher.request({
      origin,
      path,
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    })
    return { status: answered.statusCode, headers: answered.headers, text: await answered.body.text() }
  } catch {
    return null
  }
}

/** Asks at the network door. */
export const askServer = (
  { agent, url }: Pick<CabinetProcess, 'agent' | 'url'>,
  request: Request,
): Promise<Asked> => ask(agent, url, request)

/** Asks at the operator's socket. */
export const askSocket = async ({ dataDirectory }: Home, request: Request): Promise<Asked> => {
  const client = new Client('http://localhost', { socketPath: join(dataDirectory, 'cabinet.sock') })
  const answer = await ask(client, 'http://localhost', request)
  await client.destroy()
  return answer
}

// What the API answers is what the check is about to find out.
// biome-ignore lint/suspicious/noExplicitAny: answers of every shape are looked at
export const bodyOf = (answer: Answer): any => {
  try {
    return JSON.parse(answer.text)
  } catch {
    return null
  }
}

/** The session that an answer gives. */
export const cookieOf = ({ headers }: Answer): string => {
  const cookie = String(headers['set-cookie']).split(';', 1)[0]
  if (cookie === undefined) throw new Finding('a sign-in set no cookie')
  return cookie
}

export const json = { 'content-type': 'application/json' } as const
