import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { type ProfileSignIn, registerProfiles } from '../../registered-profiles.ts'
import type { Mode, Options } from '../options.ts'
import { call } from './call.ts'

const memory = z.object({ rss: z.number(), heapUsed: z.number(), external: z.number() })
export type Memory = z.infer<typeof memory>

/** The real server in a process of its own, behind a proxy on the same machine. */
export interface Server {
  readonly mode: Mode
  readonly port: number
  readonly pid: number
  readonly publicUrl: string
  readonly directory: string
  readonly dataDirectory: string
  readonly socketPath: string
  readonly masterKey: string
  /** Registered before it was started, for production sends no code. */
  readonly profiles: readonly ProfileSignIn[]
  readonly environment: Readonly<Record<string, string>>
  /** Its log: everything that it has written so far on standard error. */
  readonly log: () => string
  /** What it has told people on standard output. */
  readonly told: () => string
  readonly isRunning: () => boolean
  /** After a collection of garbage. */
  readonly memory: () => Promise<Memory>
  /** Ends it by SIGTERM; answers the exit code. */
  readonly stop: () => Promise<number | null>
  readonly remove: () => void
}

const patience = 60_000
const publicUrl = 'https://cabinet.example'

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        address !== null && typeof address === 'object'
          ? resolve(address.port)
          : reject(new Error('no port')),
      )
    })
  })

const until = async (what: string, holds: () => boolean | Promise<boolean>): Promise<void> => {
  for (const end = Date.now() + patience; Date.now() < end; await pause(50)) if (await holds()) return
  throw new Error(`${what} within ${patience / 1000} s`)
}

const exitOf = (child: ChildProcess): Promise<number | null> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve(child.exitCode)
    : new Promise((resolve) => child.once('exit', resolve))

const memoryOf = (pid: number, file: string) => async (): Promise<Memory> => {
  rmSync(file, { force: true })
  process.kill(pid, 'SIGWINCH')
  await until(
    'the server did not tell its memory',
    () => existsSync(file) && readFileSync(file, 'utf8') !== '',
  )
  return memory.parse(JSON.parse(readFileSync(file, 'utf8')))
}

type Wanted = Pick<Options, 'mode' | 'requests'>

/** The token that a start in development tells people; `null`: none was told. */
export const developmentToken = ({ told }: Server): string | null => /\bmfb_[\w-]+/.exec(told())?.[0] ?? null

/** One that an attack has changed is not used again; 46 were in a thousand requests, and 62 to begin with. */
const profilesFor = (requests: number): number => 100 + Math.ceil(requests * 0.07)
const keyFile = z.object({ keys: z.array(z.object({ key: z.string().min(40) })).min(1) })

/** Another service for business that calls every account the subscriber's own (M12). */
const startOtherService = async () => {
  const service = createHttpServer((request, response) => {
    request.resume().on('end', () => response.end('{"owned":true}'))
  })
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
  const address = service.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { url: `http://127.0.0.1:${address.port}`, close: () => service.close() }
}

export const startServer = async ({ mode, requests }: Wanted): Promise<Server> => {
  const directory = await mkdtemp(join(tmpdir(), 'cabinet-fuzz-'))
  const port = await freePort()
  const dataDirectory = join(directory, 'data')
  mkdirSync(dataDirectory, { mode: 0o700 })
  const profiles = await registerProfiles(dataDirectory, profilesFor(requests))
  const masterKeyFile = join(directory, 'master-key.json')
  renameSync(join(dataDirectory, 'master.key'), masterKeyFile)
  const masterKey = keyFile.parse(JSON.parse(readFileSync(masterKeyFile, 'utf8'))).keys[0]?.key ?? ''
  const otherService = await startOtherService()
  const environment = {
    PATH: process.env['PATH'] ?? '',
    NODE_ENV: mode,
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: publicUrl,
    TRUSTED_PROXIES: '127.0.0.1',
    DATA_DIR: dataDirectory,
    MASTER_KEY_FILE: masterKeyFile,
    OTHER_SERVICES: `vats=${otherService.url},staff-control`,
  }
  const memoryFile = join(directory, 'memory.json')
  const preload = join(import.meta.dirname, 'collect-on-signal.ts')
  const child = spawn(process.execPath, ['--expose-gc', '--import', preload, 'cli/cabinet.ts', 'serve'], {
    env: { ...environment, FUZZ_MEMORY_FILE: memoryFile },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const written = (stream: Readable): (() => string) => {
    const texts: string[] = []
    stream.setEncoding('utf8').on('data', (text: string) => texts.push(text))
    return () => texts.join('')
  }
  const { pid } = child
  if (pid === undefined) throw new Error('the server did not start')
  const stop = async (): Promise<number | null> => {
    child.kill('SIGTERM')
    return exitOf(child)
  }
  const server: Server = {
    ...{ mode, port, pid, publicUrl, directory, dataDirectory, masterKey, profiles, environment, stop },
    socketPath: join(dataDirectory, 'cabinet.sock'),
    log: written(child.stderr),
    told: written(child.stdout),
    isRunning: () => child.exitCode === null && child.signalCode === null,
    memory: () => {
      if (!server.isRunning())
        throw new Error(
          `the server has ended (${child.exitCode ?? child.signalCode}): ${server.log().slice(-3000)}`,
        )
      return memoryOf(pid, memoryFile)()
    },
    remove: () => {
      otherService.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
  try {
    await until('the server was not ready', async () => {
      if (!server.isRunning()) throw new Error(`the server ended at its start: ${server.log()}`)
      return call({ port }, 'GET', '/health/ready').then(
        ({ status }) => status === 200,
        () => false,
      )
    })
    if (mode === 'development')
      await until('the server greeted nobody', () => server.told().endsWith(' days\n'))
    return server
  } catch (error) {
    await stop()
    server.remove()
    throw error
  }
}
