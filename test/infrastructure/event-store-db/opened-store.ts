import type { EventStore } from '../../../application/ports/event-store.ts'
import type { EventStoreDbNotice } from '../../../infrastructure/event-store-db/answer.ts'
import { openEventStoreDb } from '../../../infrastructure/event-store-db/open-event-store-db.ts'
import { createHeldClock, type HeldClock } from '../../contract/event-store/held-clock.ts'
import {
  type EventStoreServer,
  startEventStoreServer,
} from '../../eventstore-server/start-eventstore-server.ts'

export interface OpenedStore {
  readonly server: EventStoreServer
  readonly store: EventStore
  readonly notices: readonly EventStoreDbNotice[]
  readonly clock: HeldClock
}

/** Stores on servers of their own; `closeAll` ends them. */
export const stores = () => {
  const closing: (() => Promise<void>)[] = []
  const openOn = (server: EventStoreServer, namespace = 'cabinet', url = server.url): OpenedStore => {
    const notices: EventStoreDbNotice[] = []
    const clock = createHeldClock()
    const store = openEventStoreDb({ url, namespace, clock, log: (notice) => notices.push(notice) })
    closing.push(store.close)
    return { server, store, notices, clock }
  }
  return {
    openOn,
    open: async (): Promise<OpenedStore> => {
      const server = await startEventStoreServer()
      closing.push(server.close)
      return openOn(server)
    },
    closeAll: async (): Promise<void> => {
      for (const close of closing.splice(0).reverse()) await close()
    },
  }
}

/** Resolves when the server's log holds so many events. */
export const written = (server: EventStoreServer, count: number): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (server.log.all.length < count) return
      stop()
      resolve()
    }
    const stop = server.log.onWritten(look)
    look()
  })
