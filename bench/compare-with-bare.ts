import { type Measured, measureWarm } from './load.ts'
import { historyEntries, type Scenario, scenarios } from './scenarios.ts'
import { startBare } from './servers/bare.ts'
import { startCabinet } from './servers/cabinet.ts'
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

const hundredths = (value: number): number => Math.round(value * 100) / 100

const compared = (name: string, cabinet: Measured, bare: Measured): Compared => ({
  name,
  cabinet,
  bare,
  ratio: hundredths(cabinet.requestsPerSecond / bare.requestsPerSecond),
  cpuRatio: hundredths(bare.cpuMicroseconds / cabinet.cpuMicroseconds),
})

/** Runs scenarios against the cabinet and bare Fastify, one after the other, each in a process of its own. */
export const compareWithBare = async (
  directory: string,
  wanted: { readonly seconds: number; readonly accounts: number; readonly only: string | undefined },
): Promise<ComparedRun> => {
  const { environment, server } = await startCabinet(directory)
  const bareServer = await startBare(historyEntries)
  try {
    await importSubscribers(environment, directory, wanted.accounts)
    const subscribers: Subscriber[] = []
    for (let at = 0; at < wanted.accounts; at += 1) subscribers.push(await signIn(server.url, at))

    const compare = async ({ name, connections, expected, cabinet, bare }: Scenario): Promise<Compared> => {
      const load = { seconds: wanted.seconds, connections }
      const bareFigure = await measureWarm(bareServer, { ...load, expected: 200, requestsOf: () => bare })
      const ours = await measureWarm(server, { ...load, expected, requestsOf: cabinet(subscribers) })
      return compared(name, ours, bareFigure)
    }

    const done: Compared[] = []
    for (const scenario of scenarios) {
      if (wanted.only !== undefined && scenario.name !== wanted.only) continue
      done.push(await compare(scenario))
    }
    return { scenarios: done, peakMemoryBytes: server.peakMemoryBytes() }
  } finally {
    await Promise.all([server.stop(), bareServer.stop()])
  }
}
