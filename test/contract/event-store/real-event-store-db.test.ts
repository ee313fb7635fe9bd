import { randomBytes } from 'node:crypto'
import { afterAll, describe, it } from 'vitest'
import { parseConnectionString } from '../../../infrastructure/event-store-db/connection-string.ts'
import { openEventStoreDb } from '../../../infrastructure/event-store-db/open-event-store-db.ts'
import { openFaultyNetwork } from '../../eventstore-server/faulty-network.ts'
import { batchOf, streamOf } from './batches.ts'
import { eventStoreContract } from './event-store-contract.ts'
import { createHeldClock } from './held-clock.ts'
import { append } from './outcomes.ts'
import { findRealServer } from './real-event-store-db.ts'
import type { Capability, EventStoreRig } from './rig.ts'

const server = await findRealServer(process.env)

/** A server may outlive the run and be used by others: every log of every run has a namespace of its own. */
const run = `contract${randomBytes(6).toString('hex')}`

/** EventStoreDB's default for `MaxAppendSize`. */
const appendLimitBytes = 1024 * 1024

/** Where a plain connection to one node leads; only such a one can be led through a network that fails. */
const plainHost = (url: string): { readonly host: string; readonly port: number } | null => {
  const settings = parseConnectionString(url)
  if (settings._tag === 'Left') return null
  const { hosts, discover, options } = settings.right
  const isPlain = hosts.length === 1 && !discover && options.get('tls') === 'false'
  return isPlain ? { host: hosts[0].address, port: hosts[0].port } : null
}

const cannotOf = (url: string): Partial<Record<Capability, string>> => ({
  loseAnswers: 'a single answer of a real server cannot be lost on purpose',
  resetConnection: 'a real server does not tell when it has written',
  stalled: 'a real server does not tell how much it has handed over',
  ...(plainHost(url) === null
    ? {
        goAway: 'only a single node without TLS can be led through a network that fails',
        freeze: 'only a single node without TLS can be led through a network that fails',
      }
    : {}),
})

let opened = 0

const open = async (url: string): Promise<EventStoreRig> => {
  opened += 1
  const namespace = `${run}x${opened}`
  const clock = createHeldClock()
  const target = plainHost(url)
  const network = target === null ? null : await openFaultyNetwork(target)
  const reachedAt = network === null ? url : `esdb://127.0.0.1:${network.port}?tls=false`
  const openStore = () => openEventStoreDb({ url: reachedAt, namespace, clock })
  const neighbour = openEventStoreDb({ url, namespace: `${namespace}neighbour`, clock })
  let store = openStore()
  let foreign = 0
  return {
    get store() {
      return store
    },
    close: async () => {
      await store.close()
      await neighbour.close()
      await network?.close()
    },
    reopen: async () => {
      await store.close()
      store = openStore()
      return store
    },
    addForeignEvents: async (count) => {
      for (let left = count; left > 0; left -= 100, foreign += 1)
        await append(neighbour, streamOf(foreign), 'noStream', batchOf(foreign, Math.min(left, 100)))
    },
    appendLimitBytes,
    outwait: clock.outwait,
    ...(network === null
      ? {}
      : {
          goAway: network.goAway,
          comeBack: network.comeBack,
          freeze: network.freeze,
          unfreeze: network.unfreeze,
        }),
  }
}

if (server.kind === 'found') {
  afterAll(server.stop)
  console.log(`${server.name}: the logs of this run are in namespaces that begin with ${run}`)
  eventStoreContract(server.name, { open: () => open(server.url), cannot: cannotOf(server.url) })
} else {
  describe('O1, O5: EventStore contract on EventStoreDB', () => {
    it.skip(`all of it [skipped: ${server.reason}]`, () => {})
  })
}
