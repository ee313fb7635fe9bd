import type { Language } from '../api/problems/language.ts'
import type { Phrase } from './phrase.ts'

/** How a command ended, for the shell. */
export const exitCodes = {
  done: 0,
  /** Something that was asked for was refused; the rest is done. */
  refused: 1,
  /** It could not be carried out. */
  failed: 2,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Where a command speaks: results on standard output, everything else on standard error. */
export interface Terminal {
  readonly language: Language
  /** A program reads the result. */
  readonly json: boolean
  readonly say: (phrase: Phrase) => string
  /** A line of the result. */
  readonly print: (line: string) => void
  /** A line for the person, beside the result. */
  readonly tell: (line: string) => void
}

export const terminal = (language: Language, json: boolean): Terminal => ({
  language,
  json,
  say: (phrase) => phrase[language],
  print: (line) => void process.stdout.write(`${line}\n`),
  tell: (line) => void process.stderr.write(`${line}\n`),
})

/** Rows as columns of even width. */
export const table = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
