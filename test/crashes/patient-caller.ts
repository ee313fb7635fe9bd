import { setTimeout as pause } from 'node:timers/promises'
import type { Answered, Caller } from '../caller.ts'

const mostTries = 10

/** Turned away undone: a busy machine says so to anybody, and whoever only looks may look again. */
const mayRepeat = (method: string, { status, body }: Answered): boolean =>
  status === 503 && (method === 'GET' || body?.code === 'Overloaded')

/** Comes again when told that the server has too much to do, as `Retry-After` asks: a full machine is no crash. */
export const patientCaller = (asked: Caller): Caller => {
  const send: Caller['send'] = async (method, ...request) => {
    for (let tries = 1; ; tries += 1) {
      const answer = await asked.send(method, ...request)
      if (tries === mostTries || !mayRepeat(method, answer)) return answer
      await pause(500)
    }
  }
  return {
    send,
    get: (path, headers) => send('GET', path, undefined, headers),
    put: (path, body, headers) => send('PUT', path, body, headers),
    post: (path, body, headers) => send('POST', path, body, headers),
    cookies: asked.cookies,
  }
}
