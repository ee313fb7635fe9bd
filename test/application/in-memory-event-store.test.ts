import { describe, it } from 'vitest'
import { appending } from '../contract/event-store/appending.ts'
import { idempotence } from '../contract/event-store/idempotence.ts'
import { reading } from '../contract/event-store/reading.ts'
import type { Proves } from '../contract/event-store/rig.ts'
import { subscribing } from '../contract/event-store/subscribing.ts'
import { inMemoryEventStore } from './in-memory-event-store.ts'

describe('the in-memory store of the tests keeps the EventStore contract', () => {
  const proves: Proves = (what, needs, test) => {
    // It has no file, no wire and no limits, so that what needs them says nothing of it.
    if (needs.length > 0) return
    it(what, async () => {
      const store = inMemoryEventStore()
      await test({ store, close: store.close })
    })
  }

  appending(proves)
  idempotence(proves)
  reading(proves)
  subscribing(proves)
})
