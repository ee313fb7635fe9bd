import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { type ProfileSignIn, registerProfiles } from '../../test/registered-profiles.ts'
import { freePort } from '../free-port.ts'
import { type ProcessUnderLoad, startUnderLoad } from '../process-under-load.ts'

/** The cabinet as production runs it, on loopback behind a proxy that names its clients' addresses. */
export interface CabinetUnderLoad {
  readonly environment: Readonly<Record<string, string>>
  readonly server: ProcessUnderLoad
}

const keyIn = (directory: string): string => join(directory, 'master.key')
const dataIn = (directory: string): string => join(directory, 'data')

/** Each has some of the subscribers' accounts. */
const manyProfiles = 64

/** Makes an empty data directory in which Profiles are registered; the master key lies beside it. */
export const prepareDirectory = async (
  directory: string,
  profileCount = manyProfiles,
): Promise<readonly ProfileSignIn[]> => {
  const dataDirectory = dataIn(directory)
  await mkdir(dataDirectory, { mode: 0o700 })
  const profiles = await registerProfiles(dataDirectory, profileCount)
  await rename(join(dataDirectory, 'master.key'), keyIn(directory))
  return profiles
}

/** The environment of a directory that was prepared. */
export const productionEnvironment = (directory: string, port: number): Record<string, string> => {
  return {
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: 'https://cabinet.example',
    TRUSTED_PROXIES: '127.0.0.1',
    DATA_DIR: dataIn(directory),
    MASTER_KEY_FILE: keyIn(directory),
    ...(process.env['BENCH_LOG_LEVEL'] === undefined ? {} : { LOG_LEVEL: process.env['BENCH_LOG_LEVEL'] }),
  }
}

/** Starts it; Node's own options (a profiler's) may be given in BENCH_NODE_OPTIONS. */
export const startCabinet = async (directory: string): Promise<CabinetUnderLoad> => {
  const port = await freePort()
  const environment = productionEnvironment(directory, port)
  const nodeOptions = process.env['BENCH_NODE_OPTIONS']
  const server = await startUnderLoad({
    file: 'cli/cabinet.ts',
    args: ['serve'],
    env: { ...environment, ...(nodeOptions === undefined ? {} : { NODE_OPTIONS: nodeOptions }) },
    url: `http://127.0.0.1:${port}`,
    readyPath: '/health/ready',
  })
  return { environment, server }
}
