import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../free-port.ts'
import { type ProcessUnderLoad, startUnderLoad } from '../process-under-load.ts'

/** The cabinet as production runs it, on loopback behind a proxy that names its clients' addresses. */
export interface CabinetUnderLoad {
  readonly environment: Readonly<Record<string, string>>
  readonly server: ProcessUnderLoad
}

/** Its environment over a data directory; the master key lies beside it. */
export const productionEnvironment = async (
  directory: string,
  port: number,
): Promise<Record<string, string>> => {
  const masterKeyFile = join(directory, 'master-key.json')
  const keys = { keys: [{ id: 'bench', key: randomBytes(32).toString('base64') }] }
  await writeFile(masterKeyFile, JSON.stringify(keys), { mode: 0o600, flag: 'wx' }).catch(() => undefined)
  return {
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: 'https://cabinet.example',
    TRUSTED_PROXIES: '127.0.0.1',
    DATA_DIR: join(directory, 'data'),
    MASTER_KEY_FILE: masterKeyFile,
    ...(process.env['BENCH_LOG_LEVEL'] === undefined ? {} : { LOG_LEVEL: process.env['BENCH_LOG_LEVEL'] }),
  }
}

/** Starts it; Node's own options (a profiler's) may be given in BENCH_NODE_OPTIONS. */
export const startCabinet = async (directory: string): Promise<CabinetUnderLoad> => {
  const port = await freePort()
  const environment = await productionEnvironment(directory, port)
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
