import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import type { EventStore, EventToAppend, LogDelivery } from '../../../application/ports/event-store.ts'
import {
  type EmbeddedStoreNeeds,
  embeddedStore,
} from '../../../infrastructure/embedded-store/embedded-store.ts'
import { openEventLog } from '../../../infrastructure/embedded-store/event-log-file.ts'
import { rightOf } from '../either.ts'
import { temporaryDirectory } from '../temporary-directory.ts'

/** A clock on which waiting takes a turn of the event loop, and no time. */
export const impatientClock: EmbeddedStoreNeeds['clock'] = { now: () => 0, wait: () => nextTurn() }

/** The n-th event of a test, always the same. */
export const eventNumber = (n: number, data: EventToAppend['data'] = { n }): EventToAppend => ({
  id: `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`,
  type: 'TrunkLimitSet',
  data,
  metadata: { schemaVersion: 1, occurredAt: '2026-01-01T00:00:00.000Z' },
})

export const logPath = (): string => join(temporaryDirectory(), 'events.db')

/** A store on the log in a file, and the database below it, closed when the test ends. */
export const openStore = (
  path: string,
  needs: (database: DatabaseSync) => Partial<EmbeddedStoreNeeds> = () => ({}),
): { readonly database: DatabaseSync; readonly store: EventStore } => {
  const database = rightOf(openEventLog(path))
  const store = embeddedStore(database, { clock: impatientClock, ...needs(database) })
  onTestFinished(() => store.close())
  return { database, store }
}

/** Deliveries up to the first time that the subscription has caught up. */
export const deliveriesOf = async (
  store: EventStore,
  after: bigint | null = null,
): Promise<LogDelivery[]> => {
  const deliveries: LogDelivery[] = []
  for await (const delivery of store.subscribeAll(after, new AbortController().signal)) {
    deliveries.push(delivery)
    if (delivery.kind === 'caughtUp') break
  }
  return deliveries
}

export const eventsOf = async (store: EventStore) =>
  (await deliveriesOf(store)).flatMap((delivery) => (delivery.kind === 'events' ? delivery.events : []))
