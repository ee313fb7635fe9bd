import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ProfileSignIn } from '../test/registered-profiles.ts'
import { signedInSubscribers } from './compare-with-bare.ts'
import { type Measured, measureWarm } from './load.ts'
import type { FilledDirectory } from './million-events.ts'
import { untilIdle } from './process-under-load.ts'
import { dashboard } from './scenarios.ts'
import { prepareDirectory, startCabinet } from './servers/cabinet.ts'

/** Dashboards of the same hundred subscribers, alone and among very many others. */
export interface DashboardBySize {
  readonly accounts: readonly [few: number, many: number]
  readonly few: Measured
  readonly many: Measured
  /** Requests a second among many over those among few. */
  readonly ratio: number
}

const subscribers = 100

const measureIn = async (
  directory: string,
  profiles: readonly ProfileSignIn[],
  seconds: number,
): Promise<Measured> => {
  const cabinet = await startCabinet(directory)
  try {
    const signedIn = await signedInSubscribers(cabinet, profiles, directory, subscribers)
    await untilIdle(cabinet.server)
    const { connections } = dashboard
    const load = { seconds, connections, expected: 200, requestsOf: dashboard.cabinet(signedIn) }
    return await measureWarm(cabinet.server, load)
  } finally {
    await cabinet.server.stop()
  }
}

/** Whether a dashboard is as quick among the accounts of a filled directory as among a hundred. */
export const measureDashboardBySize = async (
  filled: FilledDirectory,
  accounts: number,
  seconds: number,
): Promise<DashboardBySize> => {
  const small = await mkdtemp(join(tmpdir(), 'cabinet-bench-'))
  try {
    const few = await measureIn(small, await prepareDirectory(small), seconds)
    const many = await measureIn(filled.directory, filled.profiles, seconds)
    const ratio = Math.round((many.requestsPerSecond / few.requestsPerSecond) * 100) / 100
    return { accounts: [subscribers, accounts + subscribers], few, many, ratio }
  } finally {
    await rm(small, { recursive: true, force: true })
  }
}
