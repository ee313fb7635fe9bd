import * as E from 'fp-ts/lib/Either.js'
import type { EventStore } from '../../application/ports/event-store.ts'

/** The store, and how many events this process has recorded in it. */
export const countedStore = (
  inner: EventStore,
): { readonly store: EventStore; readonly appended: () => number } => {
  let count = 0
  return {
    appended: () => count,
    store: {
      ...inner,
      append: (stream, expected, events) => async () => {
        const appended = await inner.append(stream, expected, events)()
        if (E.isRight(appended)) count += events.length
        return appended
      },
    },
  }
}
