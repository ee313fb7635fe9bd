import * as E from 'fp-ts/lib/Either.js'
import type { Answers, StoredAnswer, StoredMark } from '../application/ports/answers.ts'
import type { Clock } from '../application/ports/clock.ts'
import type { Fingerprints } from '../application/ports/fingerprints.ts'
import { canonicalJson } from './canonical-json.ts'
import type { Problem } from './problems/problem.ts'

/** HMACs that tell a repeated request: of principal, route and key, and of the body. */
export interface RequestMark {
  readonly key: string
  readonly body: string
}

/** An answer as it goes over the wire. */
export interface WireAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Replayable {
  readonly answer: WireAnswer
  readonly replayed: boolean
}

/**
 * What is kept of a request that was carried out. `mark`: only that it was, since its answer is somebody's. `nothing`: it
 * was refused for a reason that passes, and is decided anew, whatever its body then.
 */
export type Keep = 'answer' | 'mark' | 'nothing'

export type CarryOut = () => Promise<{ readonly answer: WireAnswer; readonly keep: Keep }>

export interface Idempotency {
  readonly markOf: (request: MarkedRequest) => RequestMark
  /**
   * Answers a repeated request as the first time, or carries it out anew where no answer is kept: what was recorded is
   * found in the log then. Carries out a new one. Refused: IdempotencyKeyReused for another body, RequestInFlight while the first has no answer.
   */
  readonly once: (mark: RequestMark, carryOut: CarryOut) => Promise<E.Either<Problem, Replayable>>
}

export interface MarkedRequest {
  readonly principal: string
  readonly method: string
  /** With its ids, without the query. */
  readonly path: string
  readonly idempotencyKey: string
  readonly body: unknown
}

const visible = /^[\x21-\x7e]{1,255}$/

export const isIdempotencyKey = (header: string): boolean => visible.test(header)

const isAnswer = (stored: StoredAnswer | StoredMark): stored is StoredAnswer => 'status' in stored

interface Parts {
  readonly answers: Answers
  readonly fingerprints: Fingerprints
  readonly clock: Clock
  /** An answer could not be kept. The log itself still knows the request, so that its repetition does no harm. */
  readonly notKept: (error: unknown) => void
}

/** Replays the first answer to an Idempotency-Key for 24 hours (`architecture.md`, the write side). */
export const idempotency = ({ answers, fingerprints, clock, notKept }: Parts): Idempotency => {
  const inFlight = new Map<string, string>()

  const carryOutAndKeep = async (mark: RequestMark, carryOut: CarryOut): Promise<Replayable> => {
    const { answer, keep } = await carryOut()
    const told = { bodyHmac: mark.body, storedAt: clock.now() }
    if (keep === 'answer') await answers.put(mark.key, { ...answer, ...told }).catch(notKept)
    if (keep === 'mark') await answers.mark(mark.key, told).catch(notKept)
    return { answer, replayed: false }
  }

  const replayOrCarryOut = async (
    mark: RequestMark,
    carryOut: CarryOut,
  ): Promise<E.Either<Problem, Replayable>> => {
    const stored = await answers.find(mark.key, clock.now())
    if (stored !== null && stored.bodyHmac !== mark.body) return E.left({ code: 'IdempotencyKeyReused' })
    return E.right(
      stored !== null && isAnswer(stored)
        ? { answer: stored, replayed: true }
        : await carryOutAndKeep(mark, carryOut),
    )
  }

  return {
    markOf: ({ principal, method, path, idempotencyKey, body }) => ({
      key: fingerprints.of('idempotencyKey', principal, method, path, idempotencyKey),
      // Bound to the key, which is kept nowhere: a password in a body cannot be guessed from what the log holds.
      body: fingerprints.of('requestBody', idempotencyKey, canonicalJson(body)),
    }),

    once: async (mark, carryOut) => {
      const first = inFlight.get(mark.key)
      if (first !== undefined)
        return E.left({ code: first === mark.body ? 'RequestInFlight' : 'IdempotencyKeyReused' })
      inFlight.set(mark.key, mark.body)
      try {
        return await replayOrCarryOut(mark, carryOut)
      } finally {
        inFlight.delete(mark.key)
      }
    },
  }
}
