import type { EventStore } from '../../../application/ports/event-store.ts'

/** What a rig may be able to do to its store; each is needed by some tests of the suite and by no others. */
export type Capability =
  | 'reopen'
  | 'goAway'
  | 'loseAnswers'
  | 'resetConnection'
  | 'freeze'
  | 'foreignEvents'
  | 'appendLimit'
  | 'stalled'

/** One fresh, empty log behind an adapter, and what can be done to it. */
export interface EventStoreRig {
  readonly store: EventStore
  /** Ends everything that `open` started, the store included. */
  readonly close: () => Promise<void>

  /** reopen: closes the store and opens the same log again, as a restart does. */
  readonly reopen?: () => Promise<EventStore>
  /** goAway: the store answers nothing until `comeBack`; what it acknowledged is still there afterwards. */
  readonly goAway?: () => Promise<void>
  readonly comeBack?: () => Promise<void>
  /**
   * loseAnswers: the next append is not answered, once: it was lost on the way (`beforeWrite`), or written and its
   * answer lost (`afterWrite`; a COMMIT that failed in the telling). The adapter may resend by itself, or answer
   * `unavailable` and leave that to its caller.
   */
  readonly loseNextAnswer?: (when: 'beforeWrite' | 'afterWrite') => void
  /** resetConnection: the next append is cut off after it was written. */
  readonly resetNextAppend?: () => void
  /** freeze: the store takes connections and requests and answers none; `unfreeze` works them off, late. */
  readonly freeze?: () => void
  readonly unfreeze?: () => void
  /** freeze: moves the adapter's clock past the 5 s that it gives an answer, as often as needed to end `pending`. */
  readonly outwait?: <T>(pending: Promise<T>) => Promise<T>
  /** foreignEvents: writes events that are not of our log into the same server, `$` streams among them if it can. */
  readonly addForeignEvents?: (count: number) => Promise<void>
  /** appendLimit: an append of more bytes than this is `tooLarge`. */
  readonly appendLimitBytes?: number
  /**
   * stalled: resolves when the store hands nothing more to a subscription whose consumer has stopped taking,
   * with the number of events it has handed over in all.
   */
  readonly stalled?: () => Promise<number>
}

export interface EventStoreSubject {
  readonly open: () => Promise<EventStoreRig>
  /** What this rig cannot do and why, in words: those tests are printed as skipped with this reason. */
  readonly cannot: Partial<Record<Capability, string>>
}

/** Declares one test of the contract; the rig is fresh, its log empty, and it is closed afterwards. */
export type Proves = (
  what: string,
  needs: readonly Capability[],
  test: (rig: EventStoreRig) => Promise<void>,
) => void

/** A capability that the rig said it has. Its absence is a mistake of the rig, not a reason to skip. */
export const present = <T>(what: T | undefined, name: string): T => {
  if (what === undefined)
    throw new Error(`the rig offers no ${name} and does not say so in its list of what it cannot do`)
  return what
}
