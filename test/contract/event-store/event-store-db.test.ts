import { openEventStoreDb } from '../../../infrastructure/event-store-db/open-event-store-db.ts'
import { appendLimitBytes, type ProposedEvent } from '../../eventstore-server/event-log.ts'
import { startEventStoreServer } from '../../eventstore-server/start-eventstore-server.ts'
import { idOf } from './batches.ts'
import { eventStoreContract } from './event-store-contract.ts'
import { createHeldClock } from './held-clock.ts'
import type { EventStoreRig } from './rig.ts'

/** Others on the same server: neighbours whose names nearly are ours, the server itself, and events that are no JSON. */
const foreignStreams = [
  'contracts.sipAccount-1',
  'other.contract-one',
  'contract-one',
  '$stats-node',
  '$$contract.one-1',
]

const foreignEvent = (index: number): ProposedEvent => ({
  id: idOf(0xf0_0000, index),
  type: '$statsCollected',
  contentType: 'application/octet-stream',
  data: new Uint8Array([0, 1, 2, 255]),
  metadata: new Uint8Array(),
})

const open = async (): Promise<EventStoreRig> => {
  const server = await startEventStoreServer()
  const clock = createHeldClock()
  const openStore = () => openEventStoreDb({ url: server.url, namespace: 'contract', clock })
  let store = openStore()
  let foreign = 0
  return {
    get store() {
      return store
    },
    close: async () => {
      await store.close()
      await server.close()
    },
    reopen: async () => {
      await store.close()
      store = openStore()
      return store
    },
    goAway: server.goAway,
    comeBack: server.comeBack,
    loseNextAnswer: (when) => server.failNextAppend({ when, how: 'cutOff' }),
    resetNextAppend: () => server.failNextAppend({ when: 'afterWrite', how: 'reset' }),
    freeze: server.freeze,
    unfreeze: server.unfreeze,
    outwait: clock.outwait,
    addForeignEvents: async (count) => {
      for (let added = 0; added < count; added += 1, foreign += 1) {
        const stream = foreignStreams[foreign % foreignStreams.length] ?? 'other-1'
        server.log.write(stream, 'any', [foreignEvent(foreign)])
      }
    },
    appendLimitBytes,
    stalled: server.stalled,
  }
}

eventStoreContract('the in-process server of EventStoreDB’s protocol', { open, cannot: {} })
