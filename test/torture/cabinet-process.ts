import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdirSync, renameSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { type RegisteredProfile, registerWithIds } from '../registered-profiles.ts'
import { Finding } from './finding.ts'

/** Where one cabinet lives, through many starts and ends. */
export interface Home {
  readonly directory: string
  readonly dataDirectory: string
  readonly environment: Readonly<Record<string, string>>
  /** Whose the accounts are: each is linked to one of them when it is entered. After them those of people. */
  readonly profiles: readonly RegisteredProfile[]
}

/** A running server of its own process. */
export interface CabinetProcess {
  readonly url: string
  readonly agent: Agent
  /** As `kill -9`; resolves when it is gone. */
  readonly kill: () => Promise<void>
  /** SIGTERM; resolves with its exit code. */
  readonly stop: () => Promise<number | null>
  readonly signal: (name: NodeJS.Signals) => void
  readonly hasEnded: () => boolean
  readonly said: () => string
}

const entry = join(import.meta.dirname, '../../cli/cabinet.ts')
/** So many Profiles have the accounts, */
export const profilesOfAccounts = 16
/** and so many people do what only a Profile can. */
const people = 16
const longestStart = 30_000
const longestStop = 30_000

const running = new Set<ChildProcess>()

/** Ends whatever this program has started and not ended yet. */
export const endAll = (): void => {
  for (const child of running) child.kill('SIGKILL')
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/**
 * A home in an empty folder, with Profiles of subscribers in it. Production names its key and its address; plain http
 * stays on loopback.
 */
export const newHome = async (
  directory: string,
  mode: 'development' | 'production',
  prepare: (dataDirectory: string) => void,
): Promise<Home> => {
  const dataDirectory = join(directory, 'data')
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 })
  prepare(dataDirectory)
  const profiles = await registerWithIds(dataDirectory, profilesOfAccounts + people)
  if (mode === 'production') renameSync(join(dataDirectory, 'master.key'), join(directory, 'master.key'))
  return {
    profiles,
    directory,
    dataDirectory,
    environment: {
      PATH: process.env['PATH'] ?? '',
      LANG: 'C',
      DATA_DIR: dataDirectory,
      HOST: '127.0.0.1',
      LOG_LEVEL: 'warn',
      TRUSTED_PROXIES: '127.0.0.1',
      ...(mode === 'production'
        ? {
            NODE_ENV: 'production',
            PUBLIC_URL: 'https://cabinet.example',
            MASTER_KEY_FILE: join(directory, 'master.key'),
          }
        : {}),
    },
  }
}

const spawned = (home: Home, port: number) => {
  const child = spawn(process.execPath, [entry, 'serve'], {
    cwd: home.directory,
    env: { ...home.environment, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => {
      said = (said + part).slice(-200_000)
      appendFileSync(join(home.directory, 'server.log'), part)
    })
  return { child, said: () => said }
}

/** Starts the server without waiting for it. */
export const launch = async (home: Home): Promise<CabinetProcess> => {
  const port = await freePort()
  const { child, said } = spawned(home, port)
  const agent = new Agent({ connections: 128, pipelining: 1, headersTimeout: 30_000, bodyTimeout: 30_000 })
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null

  const gone = async (): Promise<void> => {
    if (!hasEnded()) await once(child, 'exit')
    await agent.destroy()
  }
  return {
    url: `http://127.0.0.1:${port}`,
    agent,
    hasEnded,
    said,
    signal: (name) => void child.kill(name),
    kill: async () => {
      child.kill('SIGKILL')
      await gone()
    },
    stop: async () => {
      child.kill('SIGTERM')
      const late = AbortSignal.timeout(longestStop)
      late.addEventListener('abort', () => child.kill('SIGKILL'))
      await gone()
      if (late.aborted) throw new Finding('the server did not stop within 30 s of SIGTERM')
      return child.exitCode
    },
  }
}

const isReady = async ({ url, agent }: CabinetProcess): Promise<boolean> => {
  try {
    const { statusCode, body } = await request(`${url}/health/ready`, { dispatcher: agent })
    await body.dump()
    return statusCode === 200
  } catch {
    return false
  }
}

/** Waits until the server says that it is ready. */
export const untilReady = async (server: CabinetProcess): Promise<CabinetProcess> => {
  const deadline = Date.now() + longestStart
  while (!(await isReady(server))) {
    if (server.hasEnded())
      throw new Finding(`the server ended instead of starting:\n${server.said().slice(-2000)}`)
    if (Date.now() > deadline)
      throw new Finding(`the server is not ready after 30 s:\n${server.said().slice(-2000)}`)
    await pause(25)
  }
  return server
}

export const start = async (home: Home): Promise<CabinetProcess> => untilReady(await launch(home))
