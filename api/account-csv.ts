import { parse } from 'csv-parse/sync'
import * as E from 'fp-ts/lib/Either.js'
import { type AccountColumn, accountColumns } from '../application/accounts/account-row.ts'
import type { LineToImport } from '../application/accounts/import-accounts.ts'
import type { FieldProblem } from './problems/field-problem.ts'
import type { Problem } from './problems/problem.ts'
import { LineTooLong, linesOf, type NumberedLine } from './streams/lines.ts'

/** Why a line cannot even be taken apart. */
export type CsvLineCode = 'CsvLineMalformed' | 'CsvNotUtf8'
export type AccountCsvLines = AsyncIterable<LineToImport<CsvLineCode>>

interface Heading {
  readonly delimiter: ',' | ';'
  readonly columns: readonly AccountColumn[]
}

const quotedCells = (text: string, delimiter: Heading['delimiter']): readonly string[] | null => {
  try {
    return parse(text, { delimiter, trim: true, relax_column_count: true, record_delimiter: '\r\n' })[0] ?? []
  } catch {
    return null
  }
}

/** The cells of one line; `null` when its quotes do not fit. A row stands on one line, so that a quote spoils no other. */
const cellsOf = (text: string, delimiter: Heading['delimiter']): readonly string[] | null => {
  const cells = text.includes('"') ? quotedCells(text, delimiter) : text.split(delimiter)
  return cells?.map((cell) => cell.trim()) ?? null
}

/** What bytes that are no UTF-8 are decoded to; UTF-16 shows itself by zeros. */
const isDamaged = (text: string): boolean => text.includes('\ufffd') || text.includes('\0')

const isColumn = (name: string): name is AccountColumn => accountColumns.some((column) => column === name)

/** A file without a heading has data there: logins and passwords, which no problem repeats. */
const shownName = (name: string, index: number): string =>
  /^[\p{L}][\p{L} _-]{0,39}$/u.test(name) ? name : `column ${index + 1}`

const faultsOfHeading = (names: readonly string[]): readonly FieldProblem[] => [
  ...names.flatMap((name, index): readonly FieldProblem[] => {
    if (!isColumn(name)) return [{ field: shownName(name, index), code: 'Unknown' }]
    return names.indexOf(name) < index ? [{ field: name, code: 'Repeated' }] : []
  }),
  ...(names.includes('login') ? [] : [{ field: 'login', code: 'Missing' } as const]),
]

const readHeading = (text: string): E.Either<Problem, Heading> => {
  if (isDamaged(text)) return E.left({ code: 'CsvNotUtf8' })
  // Excel writes semicolons where the comma is the decimal sign, as in Russia.
  const delimiter = text.includes(';') ? ';' : ','
  const names = text === '' ? [] : (cellsOf(text, delimiter) ?? [text]).map((name) => name.toLowerCase())
  const errors = faultsOfHeading(names)
  return errors.length === 0
    ? E.right({ delimiter, columns: names.filter(isColumn) })
    : E.left({ code: 'CsvHeadingWrong', errors })
}

/** `null` for a row of empty cells, as spreadsheets leave them. */
const readLine = (
  { line, text }: NumberedLine,
  { delimiter, columns }: Heading,
): LineToImport<CsvLineCode> | null => {
  if (isDamaged(text)) return { line, row: E.left({ code: 'CsvNotUtf8' }) }
  const cells = cellsOf(text, delimiter)
  if (cells?.every((cell) => cell === '')) return null
  if (cells?.length !== columns.length) return { line, row: E.left({ code: 'CsvLineMalformed' }) }
  return { line, row: E.right(Object.fromEntries(columns.map((column, index) => [column, cells[index]]))) }
}

async function* readLines(
  lines: AsyncGenerator<NumberedLine>,
  heading: Heading,
): AsyncGenerator<LineToImport<CsvLineCode>> {
  try {
    for await (const numbered of lines) {
      const read = readLine(numbered, heading)
      if (read !== null) yield read
    }
  } catch (error) {
    if (!(error instanceof LineTooLong)) throw error
    // Nothing after it can be told apart.
    yield { line: error.line, row: E.left({ code: 'CsvLineMalformed' }) }
  }
}

const firstLine = async (lines: AsyncGenerator<NumberedLine>): Promise<string | null> => {
  try {
    const first = await lines.next()
    return first.done === true ? '' : first.value.text
  } catch (error) {
    if (error instanceof LineTooLong) return null
    throw error
  }
}

/** Reading that ends early leaves the source open: behind a request's body lies the connection that is to be answered on. */
const kept = (chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> => ({
  [Symbol.asyncIterator]: () => {
    const iterator = chunks[Symbol.asyncIterator]()
    return { next: () => iterator.next() }
  },
})

/**
 * Reads a file of accounts (`rest.md`, CSV of accounts) line by line, no faster than its lines are taken. Columns in
 * any order; a comma or, when the heading has one, a semicolon between cells; a BOM, CRLF and quotes as spreadsheets
 * write them. Lines are numbered as in the file. Refused as a whole: CsvHeadingWrong, with each column that is
 * wrong; CsvNotUtf8.
 */
export const readAccountCsv = async (
  chunks: AsyncIterable<Uint8Array>,
): Promise<E.Either<Problem, AccountCsvLines>> => {
  const lines = linesOf(kept(chunks))
  const first = await firstLine(lines)
  const heading = readHeading(first ?? '')
  if (E.isLeft(heading)) return heading
  return E.right(readLines(lines, heading.right))
}
