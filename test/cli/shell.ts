import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { temporaryDirectory } from '../infrastructure/temporary-directory.ts'

export const launcher = join(import.meta.dirname, '../../bin/cabinet')

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export type Running = ChildProcessByStdio<null, Readable, Readable>

/** A data directory of the running test's own, and the `cabinet` command in it, as a process. */
export const shell = (extra: Readonly<Record<string, string>> = {}) => {
  const home = temporaryDirectory()
  const directory = join(home, 'data')
  const environment = { PATH: process.env['PATH'] ?? '', DATA_DIR: directory, PORT: '0', LANG: 'C', ...extra }

  /** Starts the command; whatever is left of it ends with the test. */
  const start = (...argv: readonly string[]): Running => {
    const child = spawn(launcher, argv, { env: environment, cwd: home, stdio: ['ignore', 'pipe', 'pipe'] })
    onTestFinished(async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    })
    return child
  }

  /** Resolves when it has ended, with everything that it printed. */
  const ended = async (child: Running): Promise<Ended> => {
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
    return { code: child.exitCode, out, err }
  }

  const cabinet = (...argv: readonly string[]): Promise<Ended> => ended(start(...argv))

  /** The command with text on its standard input. */
  const fed = async (content: string, ...argv: readonly string[]): Promise<Ended> => {
    const child = spawn(launcher, argv, { env: environment, cwd: home, stdio: ['pipe', 'pipe', 'pipe'] })
    child.stdin.end(content)
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
    return { code: child.exitCode, out, err }
  }

  /** A server that listens; answers what it printed, its address first. */
  const serve = async () => {
    const child = start('serve')
    let printed = ''
    child.stderr.resume()
    child.stdout.setEncoding('utf8')
    await new Promise<void>((resolve, reject) => {
      child.once('exit', () => reject(new Error('the server did not start')))
      child.stdout.on('data', (part: string) => {
        printed += part
        if (printed.includes('scopes')) resolve()
      })
    })
    const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> => {
      const exited = once(child, 'exit')
      child.kill(signal)
      await exited
      return child.exitCode
    }
    return { printed: () => printed, base: /http:\/\/[\d.:]+/.exec(printed)?.[0] ?? '', stop }
  }

  return { home, directory, environment, start, ended, cabinet, fed, serve }
}
