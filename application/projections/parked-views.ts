import * as E from 'fp-ts/lib/Either.js'
import type { Log } from '../ports/log.ts'
import type { ParkedStream } from '../ports/views.ts'
import type { ViewsWriter } from './views-writer.ts'

export interface ParkedView extends ParkedStream {
  /** `<view>:<stream>`. */
  readonly id: string
}

export type TakenIn =
  /** Everything of the stream is in the view again. */
  | 'takenIn'
  /** An event failed again, perhaps a later one; it is listed. */
  | 'parkedAgain'
  | 'notParked'
  | 'storeUnavailable'

/** Streams that a view had to leave out, for staff to look at. */
export interface ParkedViews {
  readonly list: () => readonly ParkedView[]
  /** Tries the failed event again, and all that came after it. */
  readonly retry: (id: string) => Promise<TakenIn>
  /** Leaves the failed event out until the views are next built anew, and takes in all that came after it. */
  readonly skip: (id: string) => Promise<TakenIn>
}

export const parkedViews = (writer: () => ViewsWriter | null, log: Log): ParkedViews => {
  const list = (): readonly ParkedView[] =>
    (writer()?.parked() ?? []).map((parked) => ({ ...parked, id: `${parked.view}:${parked.stream}` }))

  const takeIn = async (id: string, leftOut: number): Promise<TakenIn> => {
    const present = writer()
    const parked = list().find((it) => it.id === id)
    if (present === null || parked === undefined) return 'notParked'
    const still = await present.takeIn(parked, parked.revision + leftOut)
    if (E.isLeft(still)) return 'storeUnavailable'
    return still.right.length === 0 ? 'takenIn' : 'parkedAgain'
  }

  return {
    list,
    retry: (id) => takeIn(id, 0),
    skip: (id) => {
      for (const { view, stream, revision, type } of list().filter((it) => it.id === id))
        log.warn(
          { view, stream, revision, type },
          'staff leave an event out of a view, until it is built anew',
        )
      return takeIn(id, 1)
    },
  }
}
