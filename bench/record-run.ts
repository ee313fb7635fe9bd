import { execFileSync } from 'node:child_process'
import { appendFile } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import type { Report } from './table.ts'

const history = join(import.meta.dirname, 'history.ndjson')

const git = (...args: readonly string[]): string => execFileSync('git', args, { encoding: 'utf8' }).trim()

/** Which commit was measured; `+` when the tree held changes of its own. */
const commit = (): string => {
  try {
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain') === '' ? '' : '+'}`
  } catch {
    return 'unknown'
  }
}

const machine = () => ({
  node: process.version,
  cores: availableParallelism(),
  cpu: cpus()[0]?.model ?? 'unknown',
  /** Of the last minute, five, fifteen: a loaded machine's figures compare with nothing but themselves. */
  load: loadavg().map((load) => Math.round(load * 10) / 10),
})

/** Adds a run to the history, so that a figure can be held against earlier ones. */
export const recordRun = (report: Report): Promise<void> =>
  appendFile(
    history,
    `${JSON.stringify({ at: new Date().toISOString(), commit: commit(), machine: machine(), ...report })}\n`,
  )
