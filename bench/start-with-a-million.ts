// node bench/start-with-a-million.ts [--events 1000000] [--accounts 100000] [--seed 20260105] [--runs 3]
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { type FilledDirectory, fillDirectory } from './million-events.ts'
import { startCabinet } from './servers/cabinet.ts'
import type { LogOrder } from './told-events.ts'

export interface MeasuredStart extends LogOrder {
  /** From the process's start to `/health/ready` answering 200, views present and up to date; the median run. */
  readonly startSeconds: number
  /** The first start of all: it builds the views from the log, and the reactions read it. */
  readonly firstStartSeconds: number
  readonly runs: number
  readonly load: readonly number[]
}

const secondsToReady = async (directory: string): Promise<number> => {
  const begun = performance.now()
  const { server } = await startCabinet(directory)
  const taken = (performance.now() - begun) / 1000
  await server.stop()
  return taken
}

const hundredths = (value: number): number => Math.round(value * 100) / 100

const measureIn = async ({ directory }: FilledDirectory, order: LogOrder & { runs: number }) => {
  const first = await secondsToReady(directory)
  const taken: number[] = []
  for (let run = 0; run < order.runs; run += 1) taken.push(await secondsToReady(directory))
  const median = taken.sort((a, b) => a - b)[Math.floor(taken.length / 2)] ?? Number.NaN
  const startSeconds = hundredths(median)
  return { ...order, startSeconds, firstStartSeconds: hundredths(first), load: loadavg() }
}

/** Starts the server over a log of its own and stops it again, some times. Everything is removed again. */
export const measureStart = async (
  order: LogOrder & { readonly runs: number },
  filled?: FilledDirectory,
): Promise<MeasuredStart> => {
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
  const measured = await measureStart({
    events: Number(values.events),
    accounts: Number(values.accounts),
    seed: Number(values.seed),
    runs: Number(values.runs),
  })
  process.stdout.write(`${JSON.stringify(measured, null, 2)}\n`)
}
