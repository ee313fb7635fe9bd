import * as E from 'fp-ts/lib/Either.js'
import type { EventStore, StoreUnavailable, StreamName } from '../../application/ports/event-store.ts'

/** One thing that was asked of the store; an append is seen before it is written and after. */
export interface StoreStep {
  readonly what: 'read' | 'append' | 'appended'
  readonly stream: StreamName
}

/** `unavailable` makes the store not answer that step; throwing ends the caller there, as a crash does. */
export type StepRule = (step: StoreStep) => 'goOn' | 'unavailable' | Promise<'goOn' | 'unavailable'>

export interface WatchedStore extends EventStore {
  /** Every step so far, in order. */
  readonly steps: readonly StoreStep[]
  /** From now on this rule is asked at every step. */
  readonly follow: (rule: StepRule) => void
}

const silence: E.Either<StoreUnavailable, never> = E.left({
  kind: 'unavailable',
  cause: new Error('the store does not answer'),
})

const goOn: StepRule = () => 'goOn'

/** A store that is watched, held up, made silent or crashed at any step. */
export const watchedStore = (inner: EventStore): WatchedStore => {
  const steps: StoreStep[] = []
  let rule = goOn
  const pass = (what: StoreStep['what'], stream: StreamName) => {
    steps.push({ what, stream })
    return rule({ what, stream })
  }
  return {
    ...inner,
    steps,
    follow: (next) => {
      rule = next
    },
    readStream: (stream, page) => async () => {
      if ((await pass('read', stream)) === 'unavailable') return silence
      return inner.readStream(stream, page)()
    },
    append: (stream, expected, events) => async () => {
      if ((await pass('append', stream)) === 'unavailable') return silence
      const appended = await inner.append(stream, expected, events)()
      return (await pass('appended', stream)) === 'unavailable' ? silence : appended
    },
  }
}
