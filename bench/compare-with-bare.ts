import type { ProfileSignIn } from '../test/registered-profiles.ts'
import { type Measured, measureWarm } from './load.ts'
import type { ProcessUnderLoad } from './process-under-load.ts'
import { historyEntries, type Scenario, scenarios } from './scenarios.ts'
import { startBare } from './servers/bare.ts'
import { prepareDirectory, startCabinet } from './servers/cabinet.ts'
import { importSubscribers, type Subscriber, signIn } from './subscribers.ts'

export interface Compared {
  readonly name: string
  readonly cabinet: Measured
  readonly bare: Measured
  /** The cabinet's requests a second over bare Fastify's, under the same load in the same run. */
  readonly ratio: number
  /** Bare Fastify's processor time a request over the cabinet's: the same, whatever the client costs. */
  readonly cpuRatio: number
}

export interface ComparedRun {
  readonly scenarios: readonly Compared[]
  readonly peakMemoryBytes: number
}

export interface RequestsOrder {
  /** Of each figure; a warm-up of up to three seconds comes before it. */
  readonly seconds: number
  readonly subscribers: number
  /** Of one scenario; all of them when absent. */
  readonly scenario?: string | undefined
}

const hundredths = (value: number): number => Math.round(value * 100) / 100

const compared = (name: string, cabinet: Measured, bare: Measured): Compared => ({
  name,
  cabinet,
  bare,
  ratio: hundredths(cabinet.requestsPerSecond / bare.requestsPerSecond),
  cpuRatio: hundredths(bare.cpuMicroseconds / cabinet.cpuMicroseconds),
})

const compareOne = async (
  { name, connections, cabinet, bare }: Scenario,
  servers: { readonly cabinet: ProcessUnderLoad; readonly bare: ProcessUnderLoad },
  subscribers: readonly Subscriber[],
  seconds: number,
): Promise<Compared> => {
  const load = { seconds, connections, expected: 200 }
  const bareFigure = await measureWarm(servers.bare, { ...load, requestsOf: () => bare })
  const ours = await measureWarm(servers.cabinet, { ...load, requestsOf: cabinet(subscribers) })
  return compared(name, ours, bareFigure)
}

/** Subscribers imported by the command line beside the running cabinet, and signed in one after the other. */
export const signedInSubscribers = async (
  { environment, server }: Awaited<ReturnType<typeof startCabinet>>,
  profiles: readonly ProfileSignIn[],
  directory: string,
  count: number,
): Promise<readonly Subscriber[]> => {
  await importSubscribers(environment, directory, count)
  const subscribers: Subscriber[] = []
  for (let at = 0; at < count; at += 1) subscribers.push(await signIn(server.url, profiles, at))
  return subscribers
}

/** Runs scenarios against the cabinet and bare Fastify, one after the other, each in a process of its own. */
export const compareWithBare = async (directory: string, order: RequestsOrder): Promise<ComparedRun> => {
  const profiles = await prepareDirectory(directory)
  const cabinet = await startCabinet(directory)
  const bare = await startBare(historyEntries)
  try {
    const subscribers = await signedInSubscribers(cabinet, profiles, directory, order.subscribers)
    const servers = { cabinet: cabinet.server, bare }
    const wanted = scenarios.filter(({ name }) => order.scenario === undefined || name === order.scenario)
    const done: Compared[] = []
    for (const scenario of wanted) done.push(await compareOne(scenario, servers, subscribers, order.seconds))
    return { scenarios: done, peakMemoryBytes: cabinet.server.peakMemoryBytes() }
  } finally {
    await Promise.all([cabinet.server.stop(), bare.stop()])
  }
}
