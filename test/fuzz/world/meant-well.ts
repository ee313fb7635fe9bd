import { randomInt } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { type Called, call } from './call.ts'

/** Addresses of the run's own good requests, apart from those that attack: nobody's mistakes delay them. */
export const ownAddress = (): string => `198.18.${randomInt(256)}.${randomInt(256)}`

const tries = 20

/** A busy machine's server sheds load (503) and says when to come again; the run's own requests do. */
export const patiently = async (ask: () => Promise<Called>): Promise<Called> => {
  let answer = await ask()
  for (let left = tries; answer.status === 503 && left > 0; left -= 1) {
    await pause(500)
    answer = await ask()
  }
  return answer
}

/** The body of an answer that has to be good; anything else breaks the run off. */
export const must = ({ status, body }: Called, what: string): string => {
  if (status >= 300) throw new Error(`${what}: ${status} ${body}`)
  return body
}

/** A good request of the run's own, in a session or in none. */
export const send = (
  port: number,
  method: string,
  path: string,
  body?: object,
  cookie = '',
): Promise<Called> =>
  patiently(() =>
    call({ port }, method, `/api/v1/${path}`, {
      headers: { 'x-forwarded-for': ownAddress(), ...(cookie === '' ? {} : { cookie }) },
      ...(body === undefined ? {} : { body }),
    }),
  )

export const post = (port: number, path: string, body?: object, cookie = ''): Promise<Called> =>
  send(port, 'POST', path, body, cookie)
