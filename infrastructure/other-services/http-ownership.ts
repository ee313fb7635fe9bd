import { Buffer } from 'node:buffer'
import * as E from 'fp-ts/lib/Either.js'
import { z } from 'zod'
import type { ClaimedAccount, NoProof } from '../../application/ports/service-ownership.ts'

const answer = z.object({ owned: z.boolean() })

/** Milliseconds for a service to answer: a person waits. */
const longestWait = 5_000
/** Characters of an answer that is still taken for one. */
const longestAnswer = 1_024

/** `user:password@` of the address, as every HTTP client sends it; a URL with them in it is refused by `fetch`. */
const authorizationOf = ({ username, password }: URL): Readonly<Record<string, string>> => {
  if (username === '') return {}
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }
}

const addressOf = (verification: URL): URL => {
  const address = new URL(verification)
  address.username = ''
  address.password = ''
  return address
}

const read = (text: string): E.Either<NoProof, boolean> => {
  if (text.length > longestAnswer) return E.left('silent')
  const parsed = E.tryCatch(
    () => answer.parse(JSON.parse(text)),
    () => 'silent' as const,
  )
  return E.map(({ owned }: { readonly owned: boolean }) => owned)(parsed)
}

/**
 * Asks the address that is configured for a service: POST `{service, account, password}`, answered 200
 * `{"owned": true | false}`. Anything else, and 5 s without an answer, is silence: never a proof, and never a wrong password. A
 * redirect is not followed, or the password would go to whoever it names.
 */
export const askByHttp =
  (verification: URL, wait: number = longestWait) =>
  async ({ service, account, password }: ClaimedAccount): Promise<E.Either<NoProof, boolean>> => {
    try {
      const response = await fetch(addressOf(verification), {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          ...authorizationOf(verification),
        },
        body: JSON.stringify({ service, account, password }),
        redirect: 'error',
        signal: AbortSignal.timeout(wait),
      })
      const text = await response.text()
      return response.status === 200 ? read(text) : E.left('silent')
    } catch {
      // What went wrong may name the address, with its password; whoever asks is told that there was no answer.
      return E.left('silent')
    }
  }
