/** An answer as a test looks at it. */
export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // What the API answers is what the test is about to find out.
  // biome-ignore lint/suspicious/noExplicitAny: a test reads answers of every shape
  readonly body: any
}

/** Somebody who sends requests and keeps cookies, as a browser or a program does. */
export interface Caller {
  readonly send: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Answered>
  readonly get: (path: string, headers?: Readonly<Record<string, string>>) => Promise<Answered>
  readonly put: (path: string, body: unknown, headers?: Readonly<Record<string, string>>) => Promise<Answered>
  readonly post: (
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Answered>
  readonly cookies: () => string
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** `onSecret` is told every cookie's value. */
export const caller = (
  url: () => string,
  always: Readonly<Record<string, string>> = {},
  onSecret: (value: string) => void = () => {},
): Caller => {
  const jar = new Map<string, string>()
  const cookies = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')

  const keep = (answer: Response): void => {
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const at = pair.indexOf('=')
      const value = pair.slice(at + 1)
      if (value !== '') onSecret(value)
      if (value === '') jar.delete(pair.slice(0, at))
      else jar.set(pair.slice(0, at), value)
    }
  }

  const send: Caller['send'] = async (method, path, body, headers = {}) => {
    const isText = typeof body === 'string'
    const answer = await fetch(`${url()}${path}`, {
      method,
      headers: {
        ...(body === undefined || isText ? {} : { 'content-type': 'application/json' }),
        ...(jar.size === 0 ? {} : { cookie: cookies() }),
        ...always,
        ...headers,
      },
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    })
    keep(answer)
    const text = await answer.text()
    return { status: answer.status, headers: answer.headers, text, body: parsed(text) }
  }

  return {
    send,
    get: (path, headers) => send('GET', path, undefined, headers),
    put: (path, body, headers) => send('PUT', path, body, headers),
    post: (path, body, headers) => send('POST', path, body, headers),
    cookies,
  }
}
