import * as E from 'fp-ts/lib/Either.js'
import { LRUCache } from 'lru-cache'
import type { Decision, RefusalOf } from '../../domain/decision.ts'
import type { Instant } from '../../domain/instant.ts'
import {
  admit,
  fail,
  type GuessedAt,
  reset,
  type SignInFailures,
  type SignInFailuresEvent,
  signInFailures,
  succeed,
} from '../../domain/sign-in-failures/sign-in-failures.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import { streamTurns } from '../commands/stream-turns.ts'
import { subjectOfActor } from '../events/event-codec.ts'
import type { Actor, Circumstances } from '../events/metadata.ts'
import type { Clock } from '../ports/clock.ts'

export type GuessRefusal = RefusalOf<'TooManyAttempts' | 'StoreUnavailable'>

/** What a look at a guess has found. */
export interface Looked<A> {
  readonly guessedAt: GuessedAt
  /** `null` when the guess was wrong. */
  readonly proven: A | null
  /** Whether a wrong one counts: the same one again does not, where an old device keeps trying. */
  readonly counts: boolean
  /** Who it proves to be at the door. */
  readonly actor: Actor
}

export interface Guess<A, Refused> {
  /** Fingerprint of what is guessed at; names the stream of its failures. */
  readonly subject: string
  /** Fingerprint of where it comes from; `null` where the subject says it, or where it does not matter. */
  readonly from?: string | null
  /** Failures up to then count no more: the secret has been replaced since. */
  readonly since: Instant
  readonly circumstances: Circumstances
  /** Asked only when no wait runs; `failures` is how many came before in a row. */
  readonly look: (failures: number) => Promise<E.Either<Refused, Looked<A>>>
}

/** `failures`: in a row, this one included. */
export type Guessed<A> = Looked<A> & { readonly failures: number }

/**
 * The throttle of everything that can be guessed (`security.md`, sign-in throttle): one guess of a subject after
 * another, each recorded before it is answered, none looked at while the wait runs (ADR 3).
 */
export interface Guesses {
  readonly attempt: <A, Refused>(
    guess: Guess<A, Refused>,
  ) => Promise<E.Either<Refused | GuessRefusal, Guessed<A>>>
}

interface Parts {
  readonly handler: CommandHandler
  readonly clock: Clock
}

/** How many subjects' failures can wait for a store that is away. */
const mostOwed = 10_000

const isNothing = (decided: ReturnType<ReturnType<typeof succeed>>): boolean =>
  E.isRight(decided) && decided.right.length === 0

const unavailable = E.left({ code: 'StoreUnavailable', retryAfter: 2 } as const)

export const guesses = ({ handler, clock }: Parts): Guesses => {
  const turns = streamTurns()
  /** Failures that could not be recorded: until they are, the subject's next guess is not looked at. */
  const owed = new LRUCache<string, ReturnType<typeof fail>>({ max: mostOwed })

  const record = async (
    subject: string,
    decide: Decision<SignInFailures, SignInFailuresEvent, never>,
    circumstances: Circumstances,
  ): Promise<E.Either<GuessRefusal, number>> => {
    const outcome = await handler.execute({
      aggregate: signInFailures,
      id: subject,
      owner: subjectOfActor(circumstances.actor, clock.now()),
      decide,
      circumstances: { ...circumstances, idempotency: null },
    })()
    return E.isLeft(outcome) ? unavailable : E.right(outcome.right.state.count)
  }

  /** Records the failure that is owed, if one is. A full disk must not be a way to guess without being counted. */
  const settle = async (
    subject: string,
    circumstances: Circumstances,
  ): Promise<E.Either<GuessRefusal, number | null>> => {
    const failure = owed.get(subject)
    if (failure === undefined) return E.right(null)
    const recorded = await record(subject, failure, circumstances)
    if (E.isRight(recorded)) owed.delete(subject)
    return recorded
  }

  const wrong = async <A>(
    { subject, from, circumstances }: Guess<A, unknown>,
    looked: Looked<A>,
    before: number,
  ): Promise<E.Either<GuessRefusal, Guessed<A>>> => {
    if (looked.counts) owed.set(subject, fail(looked.guessedAt, clock.now(), from))
    const settled = await settle(subject, circumstances)
    return E.map((failures: number | null) => ({ ...looked, failures: failures ?? before }))(settled)
  }

  const right = async <A>(
    { subject, from, circumstances }: Guess<A, unknown>,
    looked: Looked<A>,
    before: SignInFailures,
  ): Promise<E.Either<GuessRefusal, Guessed<A>>> => {
    const { actor } = looked
    const forget = succeed(from)
    const forgotten = isNothing(forget(before))
      ? E.right(0)
      : await record(subject, forget, { ...circumstances, actor })
    return E.map((failures: number) => ({ ...looked, failures }))(forgotten)
  }

  const failuresBefore = async ({
    subject,
    since,
    circumstances,
  }: Guess<unknown, unknown>): Promise<E.Either<GuessRefusal, SignInFailures>> => {
    const settled = await settle(subject, circumstances)
    if (E.isLeft(settled)) return settled
    const loaded = await handler.load(signInFailures, subject)()
    if (E.isLeft(loaded)) return loaded
    const { state } = loaded.right
    if ((state.count === 0 && state.tries === 0) || state.lastAt >= since) return E.right(state)
    const forgotten = await record(subject, reset, circumstances)
    return E.map(() => signInFailures.initial)(forgotten)
  }

  const attempt = async <A, Refused>(
    guess: Guess<A, Refused>,
  ): Promise<E.Either<Refused | GuessRefusal, Guessed<A>>> => {
    const before = await failuresBefore(guess)
    if (E.isLeft(before)) return before
    const admitted = admit(clock.now(), guess.from)(before.right)
    if (E.isLeft(admitted)) return admitted
    const { count } = before.right
    const looked = await guess.look(count)
    if (E.isLeft(looked)) return looked
    return looked.right.proven === null
      ? wrong(guess, looked.right, count)
      : right(guess, looked.right, before.right)
  }

  return {
    // One at a time per subject: guesses sent together meet the wait as those sent one by one do.
    attempt: (guess) => turns.inTurn(guess.subject, () => attempt(guess)),
  }
}
