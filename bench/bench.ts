// npm run bench -- [--part requests|size|rebuild|start] [--scenario "change of routing"] [--seconds 8]
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { compareWithBare } from './compare-with-bare.ts'
import { measureDashboardBySize } from './dashboard-by-size.ts'
import { measureMachineLimits } from './machine-limits.ts'
import { fillDirectory } from './million-events.ts'
import { measureRebuild } from './rebuild.ts'
import { recordRun } from './record-run.ts'
import { measureStart } from './start-with-a-million.ts'
import { type Report, tableOf } from './table.ts'

const { values } = parseArgs({
  options: {
    part: { type: 'string' },
    scenario: { type: 'string' },
    seconds: { type: 'string', default: '8' },
    subscribers: { type: 'string', default: '512' },
    events: { type: 'string', default: '1000000' },
    accounts: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '20260105' },
  },
})

const seconds = Number(values.seconds)
/** Each figure over the large log is the median of so many. */
const runs = 3
const order = { events: Number(values.events), accounts: Number(values.accounts), seed: Number(values.seed) }
const isWanted = (part: string): boolean => values.part === undefined || values.part === part

/** What is measured over a log of a million events, filled once for all of it. */
const overLargeLog = async (): Promise<Pick<Report, 'start' | 'rebuild' | 'size'>> => {
  const isNeeded = ['start', 'rebuild', 'size'].some(isWanted)
  if (!isNeeded) return { start: null, rebuild: null, size: null }
  const filled = await fillDirectory(order)
  try {
    return {
      start: isWanted('start') ? await measureStart({ ...order, runs }, filled) : null,
      rebuild: isWanted('rebuild') ? await measureRebuild({ ...order, runs }, filled) : null,
      size: isWanted('size') ? await measureDashboardBySize(filled, order.accounts, seconds) : null,
    }
  } finally {
    await filled.remove()
  }
}

const run = async (directory: string): Promise<Report> => {
  process.stdout.write(`seed ${order.seed}\n`)
  const limits = measureMachineLimits(directory, 2)
  const requests = { seconds, subscribers: Number(values.subscribers), scenario: values.scenario }
  return {
    limits,
    requests: isWanted('requests') ? await compareWithBare(directory, requests) : null,
    ...(await overLargeLog()),
  }
}

const directory = await mkdtemp(join(tmpdir(), 'cabinet-bench-'))
try {
  const report = await run(directory)
  process.stdout.write(tableOf(report))
  await recordRun(report)
} finally {
  await rm(directory, { recursive: true, force: true })
}
