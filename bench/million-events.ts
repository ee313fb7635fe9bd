import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { openStores } from '../api/compose/open-stores.ts'
import { eventCodec } from '../application/events/event-codec.ts'
import { logIdentity } from '../application/log-identity.ts'
import type { EventToAppend, ExpectedRevision } from '../application/ports/event-store.ts'
import { readConfiguration } from '../infrastructure/configuration/read-configuration.ts'
import { systemClock } from '../infrastructure/system/system-clock.ts'
import { systemIds } from '../infrastructure/system/system-ids.ts'
import type { ProfileSignIn } from '../test/registered-profiles.ts'
import { prepareDirectory, productionEnvironment } from './servers/cabinet.ts'
import { type LogOrder, type ToldEvent, toldEvents } from './told-events.ts'

/** A data directory of production whose log is filled, and no views of it yet. */
export interface FilledDirectory {
  /** What `startCabinet` takes. */
  readonly directory: string
  readonly dataDirectory: string
  readonly environment: Readonly<Record<string, string>>
  /** Registered before everything else in the log. */
  readonly profiles: readonly ProfileSignIn[]
  readonly logId: string
  readonly events: number
  readonly remove: () => Promise<void>
}

/** Encoded and handed over together: what is held in memory at once. */
const handful = 4000

const silent = { info: () => {}, warn: () => {}, error: () => {} }

const noGateway = {
  send: async () => E.left({ kind: 'temporary', reason: 'a bench sends nothing' } as const),
}

const orThrow = <T>(either: E.Either<unknown, T>): T => {
  if (E.isLeft(either)) throw new Error(`the log could not be written: ${JSON.stringify(either.left)}`)
  return either.right
}

const openIn = async (directory: string) => {
  const environment = productionEnvironment(directory, 0)
  const configuration = orThrow(readConfiguration(environment))
  const needs = {
    configuration,
    clock: systemClock,
    ids: systemIds,
    log: silent,
    sms: noGateway,
    mail: noGateway,
  }
  return { environment, configuration, stores: orThrow(openStores(needs)) }
}

type Opened = Awaited<ReturnType<typeof openIn>>

const writer = ({ stores }: Opened) => {
  const codec = eventCodec({ sealing: stores.vault.sealing, ids: systemIds })

  const encoded = async ({ stream, owner, event, circumstances, at }: ToldEvent): Promise<EventToAppend> => {
    const [one] = await codec.encode(stream, owner, [event], circumstances, at)
    if (one === undefined) throw new Error('one event was encoded into none')
    return one
  }

  /** In the order of the story: appends of one turn are written in the order in which they were handed over. */
  return async (told: readonly ToldEvent[]): Promise<void> => {
    const events = await Promise.all(told.map(encoded))
    const appends = told.map(({ stream, revision }, at) => {
      const event = events[at]
      if (event === undefined) throw new Error('an event was lost')
      const expected: ExpectedRevision = revision === 0 ? 'noStream' : revision - 1
      return stores.events.append(stream, expected, [event])()
    })
    for (const appended of await Promise.all(appends)) orThrow(appended)
  }
}

const fill = async (opened: Opened, order: LogOrder): Promise<string> => {
  const { stores } = opened
  const codec = eventCodec({ sealing: stores.vault.sealing, ids: systemIds })
  const needs = { store: stores.events, codec, clock: systemClock, ids: systemIds }
  const logId = orThrow(await logIdentity(needs)())
  const write = writer(opened)
  let told: ToldEvent[] = []
  for (const event of toldEvents({ ...order, events: order.events - 1 }, systemIds)) {
    told.push(event)
    if (told.length < handful) continue
    await write(told)
    told = []
  }
  await write(told)
  return logId
}

/**
 * Writes a log as a year of an operator would leave it, through the real codec, vault and store, into a directory of
 * its own. About a minute a million.
 */
/** Those of the few events so far would follow the million one by one, where none are built at once. */
const removeViews = async (dataDirectory: string): Promise<void> => {
  for (const name of await readdir(dataDirectory))
    if (name.startsWith('views-')) await rm(join(dataDirectory, name))
}

export const fillDirectory = async (order: LogOrder): Promise<FilledDirectory> => {
  const directory = await mkdtemp(join(tmpdir(), 'cabinet-log-'))
  const remove = () => rm(directory, { recursive: true, force: true })
  try {
    const profiles = await prepareDirectory(directory)
    await removeViews(join(directory, 'data'))
    const opened = await openIn(directory)
    const logId = await fill(opened, order)
    await opened.stores.close()
    const { environment, configuration } = opened
    const { dataDirectory } = configuration
    return { directory, dataDirectory, environment, profiles, logId, events: order.events, remove }
  } catch (error) {
    await remove()
    throw error
  }
}
