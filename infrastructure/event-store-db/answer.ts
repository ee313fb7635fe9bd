import {
  AccessDeniedError,
  InvalidArgumentError,
  MaxAppendSizeExceededError,
  RequiredMetadataPropertyMissingError,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
} from '@eventstore/db-client'
import type { Clock } from '../../application/ports/clock.ts'
import type { StoreUnavailable } from '../../application/ports/event-store.ts'

/**
 * No answer for so long is no answer. The client itself gives a frozen server up after 19 s, and on reads it knows
 * no deadline at all.
 */
export const answerLimitMs = 5_000

/** Told to whoever keeps the log; holds nothing secret. */
export type EventStoreDbNotice =
  | { readonly kind: 'askingAgain'; readonly what: 'append' | 'read'; readonly because: string }
  | { readonly kind: 'subscriptionLost'; readonly because: string; readonly retryInMs: number }

export interface Asking {
  readonly clock: Clock
  readonly log: (notice: EventStoreDbNotice) => void
}

export type Outcome<T> =
  | { readonly kind: 'answer'; readonly value: T }
  | { readonly kind: 'failure'; readonly error: unknown }
  | { readonly kind: 'silence' }

export interface Question<T> {
  readonly what: 'append' | 'read'
  /** The signal aborts as soon as nobody waits for the answer any more. */
  readonly ask: (givenUp: AbortSignal) => Promise<T>
  /** What grows while an answer is still coming in: silence is counted from its last change. */
  readonly progress?: () => number
  /** Aborting gives the question up. */
  readonly signal?: AbortSignal
}

/** After these pauses it is asked again. A leader's election takes longer: callers are told to come back later. */
const pausesMs = [50, 250]
/** An append resent after silence may find it written; a read gains nothing by a second silence. */
const mostSilences = { append: 2, read: 1 } as const

const refusals = [
  AccessDeniedError,
  InvalidArgumentError,
  MaxAppendSizeExceededError,
  RequiredMetadataPropertyMissingError,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
]
/** gRPC's INVALID_ARGUMENT, PERMISSION_DENIED, UNIMPLEMENTED, UNAUTHENTICATED. */
const refusingCodes: readonly unknown[] = [3, 7, 12, 16]

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined

/** The server has understood and said no: asking again changes nothing. */
const isRefusal = (error: unknown): boolean =>
  refusals.some((refusal) => error instanceof refusal) || refusingCodes.includes(codeOf(error))

/**
 * What went wrong, in words that are safe to log: the class and the code. The client's own messages name hosts, which
 * are part of a secret; some of its errors are plain ones and have only a code.
 */
export const describe = (outcome: Exclude<Outcome<never>, { readonly kind: 'answer' }>): string => {
  if (outcome.kind === 'silence') return `no answer within ${answerLimitMs} ms`
  const { error } = outcome
  const code = codeOf(error)
  const name = error instanceof Error ? error.constructor.name : typeof error
  return typeof code === 'number' ? `${name}, gRPC code ${code}` : name
}

/** Resolves when nothing has moved for the whole limit, or the signal aborts. */
const standstill = async (clock: Clock, progress: () => number, signal: AbortSignal): Promise<void> => {
  let before: number
  do {
    before = progress()
    await clock.wait(answerLimitMs, signal)
  } while (!signal.aborted && progress() !== before)
}

const askOnce = async <T>(clock: Clock, question: Question<T>): Promise<Outcome<T>> => {
  const over = new AbortController()
  const signal = question.signal === undefined ? over.signal : AbortSignal.any([over.signal, question.signal])
  const answer = question.ask(signal).then(
    (value): Outcome<T> => ({ kind: 'answer', value }),
    (error: unknown): Outcome<T> => ({ kind: 'failure', error }),
  )
  const silence = standstill(clock, question.progress ?? (() => 0), signal).then(
    (): Outcome<T> => ({ kind: 'silence' }),
  )
  const outcome = await Promise.race([answer, silence])
  over.abort()
  return outcome
}

/** Asks until there is an answer or a refusal, a bounded number of times. */
export const askPersistently = <T>(asking: Asking, question: Question<T>): Promise<Outcome<T>> => {
  const { clock, log } = asking
  const askAgain = async (nth: number, silencesBefore: number): Promise<Outcome<T>> => {
    const outcome = await askOnce(clock, question)
    if (outcome.kind === 'answer') return outcome
    const silences = silencesBefore + (outcome.kind === 'silence' ? 1 : 0)
    const pauseMs = pausesMs[nth]
    const inVain = outcome.kind === 'failure' && isRefusal(outcome.error)
    const enough = silences >= mostSilences[question.what] || question.signal?.aborted === true
    if (inVain || enough || pauseMs === undefined) return outcome
    log({ kind: 'askingAgain', what: question.what, because: describe(outcome) })
    await clock.wait(pauseMs, question.signal)
    return askAgain(nth + 1, silences)
  }
  return askAgain(0, 0)
}

export const unavailable = (
  outcome: Exclude<Outcome<never>, { readonly kind: 'answer' }>,
): StoreUnavailable => ({
  kind: 'unavailable',
  cause: new Error(`EventStoreDB is unavailable: ${describe(outcome)}. Try again later.`),
})
