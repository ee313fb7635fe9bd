import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { type Caller, caller } from '../caller.ts'
import type { Commits } from './chosen-points.ts'
import { countInLog } from './count-in-log.ts'
import { operatorsDoor } from './operators-door.ts'
import { patientCaller } from './patient-caller.ts'

/** A real `serve` of its own process that can be told to die in the middle of its work. */
export interface MortalCabinet {
  /** What it was started over: its data lie in `data` there. */
  readonly directory: string
  readonly caller: (headers?: Readonly<Record<string, string>>) => Caller
  /** A program with the token that development issues at each start. */
  readonly operator: () => Promise<Caller>
  /** It kills itself after so many commits from now on; 0: before the next one. */
  readonly dieAfter: (commits: number) => Promise<void>
  /** Moves its clock on. */
  readonly advance: (milliseconds: number) => Promise<void>
  /** What time it is for it, UTC milliseconds. */
  readonly now: () => number
  /** How many events of a type are in its log. */
  readonly logged: (type: string) => number
  /** What the CLI asks, over its socket. */
  readonly door: ReturnType<typeof operatorsDoor>
  /** It counts its commits from now on, and lives. */
  readonly count: () => Promise<void>
  readonly counted: () => Promise<Commits>
  readonly isDown: () => boolean
  /** Whether it has died, or does so at once. */
  readonly isGone: () => Promise<boolean>
  readonly kill: () => Promise<void>
  /** What a message to somebody says in the place that `said` marks, once it has come. */
  readonly message: (to: string, said: RegExp) => Promise<string>
}

const root = join(import.meta.dirname, '../..')
const preload = join(import.meta.dirname, 'kill-after-commit.ts')
const preloadOfFiles = join(import.meta.dirname, 'kill-after-file-step.ts')
const movedDate = join(import.meta.dirname, 'moved-date.ts')
const patience = 30_000

const running = new Set<ChildProcess>()

/** What Node has compiled once, for all starts of a test file: a third of each start. */
const compiled = mkdtempSync(join(tmpdir(), 'crashes-compiled-'))

/** Ends every cabinet that a failed test left. */
export const endAll = (): void => {
  for (const child of running) child.kill('SIGKILL')
  rmSync(compiled, { recursive: true, force: true })
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

const until = async <T>(what: string, look: () => Promise<T | null>): Promise<T> => {
  for (const end = Date.now() + patience; Date.now() < end; await pause(20)) {
    const seen = await look()
    if (seen !== null) return seen
  }
  throw new Error(`waited in vain for ${what}`)
}

const isReady = async (url: string, child: ChildProcess, said: () => string): Promise<true | null> => {
  if (isDown(child)) throw new Error(`the cabinet did not start:\n${said()}`)
  // Whoever else has got the port meanwhile is ready too: its own welcome tells that it is this one.
  if (!said().includes(url)) return null
  const answer = await fetch(`${url}/health/ready`).catch(() => null)
  return answer?.status === 200 ? true : null
}

/** Tells a cabinet something, and waits until it has heard. Answers what it says to it. */
const tell = async (
  child: ChildProcess,
  what: number | 'count' | 'counted' | { readonly later: number },
): Promise<unknown> => {
  const heard = once(child, 'message')
  child.send(what)
  const [said] = await heard
  return said
}

const commits = z.object({ untilAnswer: z.int(), all: z.int() })

const isDown = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null

export interface Start {
  /** How much later than now it is for a cabinet. */
  readonly later?: number
  /** What it does to files are steps too, of which it may die. */
  readonly files?: true
}

const startOnce = async (directory: string, { later = 0, files }: Start): Promise<MortalCabinet> => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const loaded = [movedDate, preload, ...(files === true ? [preloadOfFiles] : [])]
  const preloads = loaded.flatMap((path) => ['--import', path])
  const child = spawn(process.execPath, [...preloads, join(root, 'cli/cabinet.ts'), 'serve'], {
    env: {
      PATH: process.env['PATH'] ?? '',
      NODE_COMPILE_CACHE: compiled,
      LATER_MS: String(later),
      ...{ DATA_DIR: join(directory, 'data'), HOST: '127.0.0.1', PORT: String(port), LOG_LEVEL: 'warn' },
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  let said = ''
  let ahead = later
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (part: string) => {
      said = (said + part).slice(-4000)
    })
  await until('readiness', () => isReady(url, child, () => said))
  return {
    directory,
    caller: (headers) => patientCaller(caller(() => url, headers)),
    operator: async () => {
      const token = await until('the token', async () => /mfb_[\w-]+/.exec(said)?.[0] ?? null)
      return patientCaller(caller(() => url, { authorization: `Bearer ${token}` }))
    },
    dieAfter: async (commits) => void (await tell(child, commits)),
    count: async () => void (await tell(child, 'count')),
    counted: async () => commits.parse(await tell(child, 'counted')),
    isDown: () => isDown(child),
    isGone: async () =>
      isDown(child) || (await Promise.race([once(child, 'exit'), pause(2000)])) !== undefined,
    advance: async (milliseconds) => {
      ahead += milliseconds
      await tell(child, { later: milliseconds })
    },
    now: () => Date.now() + ahead,
    logged: (type) => countInLog(join(directory, 'data'), type),
    door: operatorsDoor(join(directory, 'data')),
    kill: async () => {
      child.kill('SIGKILL')
      if (!isDown(child)) await once(child, 'exit')
    },
    message: (to, said) =>
      until('a message', async () => {
        const { body } = await caller(() => url).get('/dev/inbox')
        const items: readonly { readonly to: string; readonly text: string }[] = body.items
        const found = items.find((item) => item.to === to && said.test(item.text))
        return found === undefined ? null : (said.exec(found.text)?.[1] ?? '')
      }),
  }
}

/** Between being found free and being listened at, a port may become somebody else's. */
const mostPorts = 5

/** Starts development's cabinet over a data directory, and waits until it is ready. */
export const startCabinet = async (directory: string, how: Start = {}): Promise<MortalCabinet> => {
  for (let tried = 1; ; tried += 1) {
    try {
      return await startOnce(directory, how)
    } catch (thrown) {
      if (tried === mostPorts || !String(thrown).includes('EADDRINUSE')) throw thrown
    }
  }
}

export const newDirectory = (): Promise<string> => mkdtemp(join(tmpdir(), 'crashes-'))

/** What lies in the directory of a cabinet that is down, in a directory of its own. */
export const copyOf = async (directory: string): Promise<string> => {
  const copy = await newDirectory()
  // A dead owner's socket cannot be copied; the next start makes its own.
  await cp(directory, copy, { recursive: true, filter: (path) => !path.endsWith('.sock') })
  return copy
}

export const remove = (directory: string): Promise<void> => rm(directory, { recursive: true, force: true })
