import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import * as E from 'fp-ts/lib/Either.js'
import { z } from 'zod'
import { importAccounts as operation } from '../../api/contract/stream-operations.ts'
import { linesOf } from '../../api/streams/lines.ts'
import type { CallFailure } from '../cabinet-client.ts'
import { type CommandNeeds, command } from '../command.ts'
import { type ExitCode, exitCodes, type Terminal } from '../terminal.ts'
import { type Progress, progressOf } from './import-progress.ts'

const outcomes = ['provisioned', 'completed', 'existing', 'refused'] as const

const answerLine = z.union([
  z.object({ outcome: z.literal('refused'), line: z.number(), code: z.string(), detail: z.string() }),
  z.object({ outcome: z.enum(['provisioned', 'completed', 'existing']), line: z.number() }),
  z.object({ summary: z.object({ counts: z.record(z.enum(outcomes), z.number()) }) }),
])

type Counts = Readonly<Record<(typeof outcomes)[number], number>>

/** Lines of a file, for the bar; `null` for a pipe, whose end nobody knows. */
const linesOfFile = async (path: string): Promise<number | null> => {
  let newlines = 0
  let last = 10
  for await (const chunk of createReadStream(path)) {
    const bytes = z.instanceof(Uint8Array).parse(chunk)
    for (const byte of bytes) if (byte === 10) newlines += 1
    last = bytes.at(-1) ?? last
  }
  return last === 10 ? newlines : newlines + 1
}

const summary = (terminal: Terminal, { provisioned, completed, existing, refused }: Counts): string =>
  terminal.say({
    ru: `Создано ${provisioned}, дополнено ${completed}, уже было ${existing}, отказов ${refused}.`,
    en: `Provisioned ${provisioned}, completed ${completed}, existing ${existing}, refused ${refused}.`,
  })

/** Shows the answers as they come; the summary's counts, or `null` when it never came. */
const showAnswers = async (
  terminal: Terminal,
  progress: Progress,
  answers: AsyncIterable<Uint8Array>,
): Promise<Counts | null> => {
  let refused = 0
  for await (const { text } of linesOf(answers)) {
    if (terminal.json) terminal.print(text)
    const answer = answerLine.parse(JSON.parse(text))
    if ('summary' in answer) return answer.summary.counts
    if (answer.outcome === 'refused') {
      refused += 1
      const words = terminal.say({ ru: 'строка', en: 'line' })
      if (!terminal.json) progress.tell(`${words} ${answer.line}: ${answer.detail} [${answer.code}]`)
    }
    progress.at(answer.line, refused)
  }
  return null
}

const unread = async (path: string): Promise<string | null> => {
  try {
    const file = await open(path, 'r')
    const isFile = !(await file.stat()).isDirectory()
    await file.close()
    return isFile ? null : 'EISDIR'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const lost: E.Either<CallFailure, never> = E.left({ kind: 'broken', why: 'no summary came' })

/** Standard input cannot be read a second time: an upload from it that was turned away is not tried again. */
const onceOnly = (failure: CallFailure): E.Either<CallFailure, never> =>
  E.left(failure.kind === 'notBegun' ? { kind: 'broken', why: 'turned away for now' } : failure)

const brokenBy = (error: unknown): E.Either<CallFailure, never> =>
  E.left({ kind: 'broken', why: error instanceof Error ? error.message : String(error) })

/** The signal of a person who has had enough; what was acknowledged stays, the same file again completes it. */
const interruption = (): { readonly signal: AbortSignal; readonly forget: () => void } => {
  const stopping = new AbortController()
  const stop = () => stopping.abort()
  process.once('SIGINT', stop).once('SIGTERM', stop)
  return {
    signal: stopping.signal,
    forget: () => void process.off('SIGINT', stop).off('SIGTERM', stop),
  }
}

/** Imports a file of accounts, or standard input as `-`. Refused lines are told and do not hinder the others. */
export const importFile = async (needs: CommandNeeds, path: string): Promise<ExitCode> => {
  const { terminal, reach } = needs
  const fault = path === '-' ? null : await unread(path)
  if (fault !== null) {
    terminal.tell(
      terminal.say({
        ru: `Файл ${path} не читается: ${fault}`,
        en: `The file ${path} cannot be read: ${fault}`,
      }),
    )
    return exitCodes.failed
  }
  const lines = path === '-' || terminal.json ? null : await linesOfFile(path)
  const { signal, forget } = interruption()
  const content = (): Readable => (path === '-' ? process.stdin : createReadStream(path))

  return command(needs, async (client) => {
    const answered = await client.upload(operation, { mediaType: 'text/csv', content: content(), signal })
    if (E.isLeft(answered)) return path === '-' ? onceOnly(answered.left) : answered
    const progress = progressOf(terminal, reach.clock, lines)
    try {
      const counts = await showAnswers(terminal, progress, answered.right)
      progress.end()
      if (counts === null) return lost
      if (!terminal.json) terminal.print(summary(terminal, counts))
      return E.right(counts.refused === 0 ? exitCodes.done : exitCodes.refused)
    } catch (error) {
      progress.end()
      return brokenBy(error)
    }
  }).finally(forget)
}
