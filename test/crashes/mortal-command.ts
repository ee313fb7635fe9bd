import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { filesIn } from './data-on-disk.ts'

const root = join(import.meta.dirname, '../..')
const preloads = ['kill-after-commit.ts', 'kill-after-file-step.ts'].flatMap((name) => [
  '--import',
  join(import.meta.dirname, name),
])

export interface CommandEnded {
  readonly code: number | null
  /** It was killed on its way. */
  readonly wasKilled: boolean
  readonly out: string
  readonly err: string
}

const start = (
  directory: string,
  argv: readonly string[],
  loaded: readonly string[],
  told: Readonly<Record<string, string>>,
) =>
  spawn(process.execPath, [...loaded, join(root, 'cli/cabinet.ts'), '--lang', 'en', ...argv], {
    env: { PATH: process.env['PATH'] ?? '', DATA_DIR: filesIn(directory).directory, ...told },
    stdio: ['ignore', 'pipe', 'pipe'],
  })

const ended = async (child: ReturnType<typeof start>): Promise<CommandEnded> => {
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: child.exitCode, wasKilled: child.signalCode === 'SIGKILL', out, err }
}

/** A command of the CLI, in a process of its own, over a cabinet's directory. */
export const command = (
  directory: string,
  argv: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<CommandEnded> => ended(start(directory, argv, [], variables))

/** As `command`; it kills itself after so many steps, commits and what it does to files; 0: before the first one. */
export const commandThatDies = (directory: string, argv: readonly string[], steps: number) =>
  ended(start(directory, argv, preloads, { DIE_AFTER: String(steps) }))

/** As `command`; it is killed as soon as something has happened, unless it ends before. */
export const commandKilledOnce = async (
  directory: string,
  argv: readonly string[],
  hasHappened: () => boolean,
): Promise<CommandEnded> => {
  const child = start(directory, argv, [], {})
  const end = ended(child)
  while (child.exitCode === null && !hasHappened()) await pause(1)
  child.kill('SIGKILL')
  return end
}

/** Of how many steps a command is made. It has to succeed. */
export const stepsOfCommand = async (directory: string, argv: readonly string[]): Promise<number> => {
  const file = join(directory, 'steps-told')
  const counted = { DIE_AFTER: 'Infinity', STEPS_TOLD: file }
  const { code, err } = await ended(start(directory, argv, preloads, counted))
  if (code !== 0) throw new Error(`the command failed: ${err}`)
  return Number(readFileSync(file, 'utf8'))
}
