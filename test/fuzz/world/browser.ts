import { must, send } from './meant-well.ts'

/** A customer's browser of the run's own: it keeps the cookie as browsers do. */
export interface Browser {
  readonly cookie: () => string
  /** A request that has to be answered well; the body of the answer. */
  readonly ask: (method: string, path: string, body?: object) => Promise<string>
}

export const openBrowser = (port: number, present = ''): Browser => {
  let cookie = present
  return {
    cookie: () => cookie,
    ask: async (method, path, body) => {
      const answer = await send(port, method, path, body, cookie)
      const text = must(answer, `the run breaks at ${method} ${path}`)
      cookie = answer.cookie ?? cookie
      return text
    },
  }
}
