import type { Compared, ComparedRun } from './compare-with-bare.ts'
import type { MachineLimits } from './machine-limits.ts'

export interface Report extends ComparedRun {
  readonly limits: MachineLimits
}

const row = (cells: readonly (string | number)[]): string =>
  cells.map((cell, at) => (at === 0 ? String(cell).padEnd(20) : String(cell).padStart(12))).join('')

const heading = row(['', 'cabinet/s', 'bare/s', 'ratio', 'µs', 'bare µs', 'CPU ratio', 'p50 ms', 'p99 ms'])

const line = ({ name, cabinet, bare, ratio, cpuRatio }: Compared): string =>
  row([
    name,
    cabinet.requestsPerSecond,
    bare.requestsPerSecond,
    ratio.toFixed(2),
    cabinet.cpuMicroseconds,
    bare.cpuMicroseconds,
    cpuRatio.toFixed(2),
    cabinet.p50Milliseconds,
    cabinet.p99Milliseconds,
  ])

/** A run as people read it. µs is the server's processor time a request. */
export const tableOf = ({ limits, scenarios, peakMemoryBytes }: Report): string =>
  [
    `write + fdatasync ${limits.syncedWritesPerSecond}/s, one event a commit in SQLite ${limits.singleCommitsPerSecond}/s`,
    heading,
    ...scenarios.map(line),
    `most memory held by the cabinet: ${Math.round(peakMemoryBytes / 1024 ** 2)} MiB`,
    '',
  ].join('\n')
