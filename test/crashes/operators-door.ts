import { join } from 'node:path'
import { Agent, request } from 'undici'
import type { Answered } from '../caller.ts'

/** Asks over the Unix socket of a data directory, as the CLI does: no token runs out there. */
export const operatorsDoor =
  (directory: string) =>
  async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<Answered> => {
    const dispatcher = new Agent({ connect: { socketPath: join(directory, 'cabinet.sock') } })
    try {
      const answer = await request(`http://cabinet${path}`, {
        ...{ method, dispatcher },
        ...(body === undefined
          ? {}
          : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      })
      const text = await answer.body.text()
      return {
        ...{ status: answer.statusCode, headers: new Headers(), text },
        body: text === '' ? null : JSON.parse(text),
      }
    } finally {
      await dispatcher.destroy()
    }
  }
