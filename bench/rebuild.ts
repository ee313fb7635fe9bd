// node bench/rebuild.ts [--events 1000000] [--accounts 100000] [--seed 20260105] [--runs 3]
import { readdirSync, statSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import * as E from 'fp-ts/lib/Either.js'
import type { EventStore } from '../application/ports/event-store.ts'
import { views } from '../application/projections/views.ts'
import { openEmbeddedStore } from '../infrastructure/embedded-store/embedded-store.ts'
import { systemClock } from '../infrastructure/system/system-clock.ts'
import { viewsShelf } from '../infrastructure/views/views-shelf.ts'
import { type FilledDirectory, fillDirectory } from './million-events.ts'
import type { LogOrder } from './told-events.ts'

export interface MeasuredRebuild extends LogOrder {
  /** From the request until the new set serves, durable, the old one gone; the median run. */
  readonly rebuildEventsPerSecond: number
  /** The store's own `subscribeAll` over the same log, nothing done with the events; the median run. */
  readonly rawScanEventsPerSecond: number
  /** The same rows by plain SQL, read and dropped. */
  readonly plainSqlEventsPerSecond: number
  /** Rebuild over raw scan. */
  readonly ratio: number
  /** Of the server's event loop while views were rebuilt. */
  readonly longestPauseMilliseconds: number
  readonly peakMemoryBytes: number
  readonly viewsBytes: number
  readonly load: readonly number[]
}

export interface RebuildOrder extends LogOrder {
  /** Each figure is the median of so many. */
  readonly runs: number
}

const quiet = { info: () => {}, warn: () => {}, error: () => {} }

const secondsOf = async (work: () => Promise<void>): Promise<number> => {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1000
}

const medianOf = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

const medianSeconds = async (runs: number, work: () => Promise<void>): Promise<number> => {
  const taken: number[] = []
  for (let run = 0; run < runs; run += 1) taken.push(await secondsOf(work))
  return medianOf(taken)
}

const scanAll = async (store: EventStore): Promise<void> => {
  for await (const delivery of store.subscribeAll(null, new AbortController().signal))
    if (delivery.kind === 'caughtUp') return
}

const scanPlainly = async (path: string): Promise<void> => {
  const database = new DatabaseSync(path, { readOnly: true })
  const rows = database.prepare('SELECT position, stream_id, revision, id, type, data, metadata FROM events')
  rows.setReturnArrays(true)
  for (const _ of rows.iterate());
  database.close()
}

const viewsBytesIn = (directory: string): number =>
  readdirSync(directory)
    .filter((name) => name.startsWith('views-'))
    .reduce((bytes, name) => bytes + statSync(join(directory, name)).size, 0)

const measureIn = async (
  { dataDirectory, logId }: FilledDirectory,
  order: RebuildOrder,
): Promise<MeasuredRebuild> => {
  const log = join(dataDirectory, 'events.db')
  const opened = openEmbeddedStore(log, { clock: systemClock })
  if (E.isLeft(opened)) throw new Error(opened.left.message)
  const store = opened.right
  const ending = new AbortController()
  const shelf = viewsShelf(dataDirectory, quiet, log)
  const shown = views({ store, shelf, clock: systemClock, log: quiet, logId })
  try {
    const plain = await medianSeconds(order.runs, () => scanPlainly(log))
    const raw = await medianSeconds(order.runs, () => scanAll(store))
    const running = shown.run(ending.signal)
    while (!shown.progress().caughtUp || shown.progress().rebuilding !== null) await pause(5)
    const delay = monitorEventLoopDelay({ resolution: 2 })
    delay.enable()
    const rebuild = await medianSeconds(order.runs, async () => {
      if (!shown.rebuild()) throw new Error('views are being rebuilt already')
      while (shown.progress().rebuilding !== null) await pause(5)
    })
    delay.disable()
    const viewsBytes = viewsBytesIn(dataDirectory)
    ending.abort()
    await running
    return {
      ...order,
      rebuildEventsPerSecond: Math.round(order.events / rebuild),
      rawScanEventsPerSecond: Math.round(order.events / raw),
      plainSqlEventsPerSecond: Math.round(order.events / plain),
      ratio: Math.round((raw / rebuild) * 1000) / 1000,
      longestPauseMilliseconds: Math.round(delay.max / 1e5) / 10,
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
      viewsBytes,
      load: loadavg(),
    }
  } finally {
    ending.abort()
    await store.close()
  }
}

/** Rebuilds all views over a log of its own, and scans the same log in the same run. Everything is removed again. */
export const measureRebuild = async (
  order: RebuildOrder,
  filled?: FilledDirectory,
): Promise<MeasuredRebuild> => {
  const directory = filled ?? (await fillDirectory(order))
  try {
    return await measureIn(directory, order)
  } finally {
    if (filled === undefined) await directory.remove()
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      events: { type: 'string', default: '1000000' },
      accounts: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '20260105' },
      runs: { type: 'string', default: '3' },
    },
  })
  const measured = await measureRebuild({
    events: Number(values.events),
    accounts: Number(values.accounts),
    seed: Number(values.seed),
    runs: Number(values.runs),
  })
  process.stdout.write(`${JSON.stringify(measured, null, 2)}\n`)
}
