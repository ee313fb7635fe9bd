import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

/** A server of a bench, in a process of its own. */
export interface ProcessUnderLoad {
  readonly url: string
  readonly pid: number
  /** Seconds of processor time that it has used so far, its threads' included. */
  readonly cpuSeconds: () => number
  /** Most memory it ever held, in bytes. */
  readonly peakMemoryBytes: () => number
  readonly stop: () => Promise<void>
}

const patienceMilliseconds = 120_000
/** `USER_HZ`, which is 100 on every Linux that Node runs on. */
const ticksPerSecond = 100

/** Fields 14 and 15 of `/proc/<pid>/stat`, counted after the name in brackets, which may hold blanks. */
const cpuSeconds = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

const peakMemoryBytes = (pid: number): number => {
  const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(line?.[1] ?? 0) * 1024
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    (response) => response.ok,
    () => false,
  )

const ended = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', () => resolve()))

/** Waits until a server has nothing more to do of its own after its start, such as looking at its files as a whole. */
export const untilIdle = async ({ cpuSeconds }: ProcessUnderLoad): Promise<void> => {
  for (const end = Date.now() + patienceMilliseconds; Date.now() < end; ) {
    const before = cpuSeconds()
    await pause(2000)
    if (cpuSeconds() - before < 0.1) return
  }
}

interface Program {
  readonly file: string
  readonly args?: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly url: string
  /** Answers 200 once the server can be used. */
  readonly readyPath: string
}

/** Starts a program with this very Node and waits until it is ready. */
export const startUnderLoad = async ({
  file,
  args = [],
  env,
  url,
  readyPath,
}: Program): Promise<ProcessUnderLoad> => {
  const child = spawn(process.execPath, [file, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'ignore', process.env['BENCH_LOG'] === undefined ? 'ignore' : 'inherit'],
  })
  const { pid } = child
  if (pid === undefined) throw new Error(`${file} did not start`)
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await ended(child)
  }
  for (const end = Date.now() + patienceMilliseconds; !(await answers(`${url}${readyPath}`)); ) {
    if (child.exitCode !== null)
      throw new Error(`${file} ended with ${child.exitCode}; BENCH_LOG=1 shows why`)
    if (Date.now() > end) {
      await stop()
      throw new Error(`${file} was not ready within ${patienceMilliseconds / 1000} s`)
    }
    await pause(20)
  }
  return { url, pid, cpuSeconds: () => cpuSeconds(pid), peakMemoryBytes: () => peakMemoryBytes(pid), stop }
}
