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

const unreadable = 'an answer that is not {"owned": true | false}'

/** What was answered, or why that is no answer. */
const read = (status: number, text: string): E.Either<string, boolean> => {
  if (status !== 200) return E.left(`status ${status}`)
  if (text.length > longestAnswer) return E.left(unreadable)
  const parsed = E.tryCatch(
    () => answer.parse(JSON.parse(text)),
    () => unreadable,
  )
  return E.map(({ owned }: { readonly owned: boolean }) => owned)(parsed)
}

const coded = z.object({ cause: z.object({ code: z.string() }) })

/** The kind of a failure, such as ECONNREFUSED or CERT_HAS_EXPIRED: its words may name the address, with its password. */
const kindOf = (error: unknown): string => {
  const known = coded.safeParse(error)
  if (known.success) return known.data.cause.code
  return error instanceof Error ? error.name : 'unknown'
}

/** Told why a service gave no answer; nothing of what it was asked. */
export type TellSilence = (service: string, why: string) => void

/**
 * Asks the address that is configured for a service: POST `{service, account, password}`, answered 200
 * `{"owned": true | false}`. Anything else, and 5 s without an answer, is silence: never a proof, and never a wrong password. A
 * redirect is not followed, or the password would go to whoever it names.
 */
export const askByHttp =
  (verification: URL, tell: TellSilence, wait: number = longestWait) =>
  async ({ service, account, password }: ClaimedAccount): Promise<E.Either<NoProof, boolean>> => {
    const silent = (why: string): NoProof => {
      tell(service, why)
      return 'silent'
    }
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
      return E.mapLeft(silent)(read(response.status, await response.text()))
    } catch (error) {
      return E.left(silent(kindOf(error)))
    }
  }
