import type { Compared, ComparedRun } from './compare-with-bare.ts'
import type { DashboardBySize } from './dashboard-by-size.ts'
import type { MachineLimits } from './machine-limits.ts'
import type { MeasuredRebuild } from './rebuild.ts'
import type { MeasuredStart } from './start-with-a-million.ts'

/** What a run has measured; `null` for what was not asked for. */
export interface Report {
  readonly limits: MachineLimits
  readonly requests: ComparedRun | null
  readonly size: DashboardBySize | null
  readonly rebuild: MeasuredRebuild | null
  readonly start: MeasuredStart | null
}

const row = (cells: readonly (string | number)[]): string =>
  cells.map((cell, at) => (at === 0 ? String(cell).padEnd(20) : String(cell).padStart(11))).join('')

const heading = row([
  '',
  'cabinet/s',
  'bare/s',
  'ratio',
  'CPU µs',
  'bare µs',
  'CPU ratio',
  'p50 ms',
  'p99 ms',
])

const scenarioRow = ({ name, cabinet, bare, ratio, cpuRatio }: Compared): string =>
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

const mebibytes = (bytes: number): string => `${Math.round(bytes / 1024 ** 2)} MiB`

const limitsLines = ({ syncedWritesPerSecond, singleCommitsPerSecond }: MachineLimits) => [
  `disk: write + fdatasync ${syncedWritesPerSecond}/s; one event a commit in SQLite ${singleCommitsPerSecond}/s`,
]

const requestLines = ({ requests, limits }: Report): readonly string[] => {
  if (requests === null) return []
  const durable = requests.scenarios.find(({ name }) => name === 'change of routing')
  const times = (durable?.cabinet.requestsPerSecond ?? 0) / limits.singleCommitsPerSecond
  return [
    '',
    heading,
    ...requests.scenarios.map(scenarioRow),
    ...(durable === undefined
      ? []
      : [`changes of routing are ${times.toFixed(1)} × one event a commit in SQLite`]),
    `most memory held by the cabinet: ${mebibytes(requests.peakMemoryBytes)}`,
  ]
}

const sizeLines = ({ size }: Report): readonly string[] =>
  size === null
    ? []
    : [
        '',
        `dashboard among ${size.accounts[0]} accounts ${size.few.requestsPerSecond}/s, among ${size.accounts[1]} ${size.many.requestsPerSecond}/s: ${size.ratio.toFixed(2)}`,
      ]

const rebuildLines = ({ rebuild }: Report): readonly string[] =>
  rebuild === null
    ? []
    : [
        '',
        `rebuild of all views: ${rebuild.rebuildEventsPerSecond} events/s, raw scan ${rebuild.rawScanEventsPerSecond}/s: ${rebuild.ratio.toFixed(2)} (plain SQL ${rebuild.plainSqlEventsPerSecond}/s)`,
        `  longest pause of the event loop ${rebuild.longestPauseMilliseconds} ms, most memory ${mebibytes(rebuild.peakMemoryBytes)}, views ${mebibytes(rebuild.viewsBytes)}`,
      ]

const startLines = ({ start }: Report): readonly string[] =>
  start === null
    ? []
    : [
        '',
        `start with ${start.events} events in the log: ready after ${start.startSeconds} s (${start.firstStartSeconds} s when the views are built first)`,
      ]

/** A run as people read it. CPU µs is the server's processor time a request. */
export const tableOf = (report: Report): string =>
  [
    ...limitsLines(report.limits),
    ...requestLines(report),
    ...startLines(report),
    ...rebuildLines(report),
    ...sizeLines(report),
    '',
  ].join('\n')
