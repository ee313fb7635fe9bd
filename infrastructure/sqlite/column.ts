import type { SQLOutputValue } from 'node:sqlite'

/** A row as `node:sqlite` gives it. It has a null prototype: spread it, never ask it for `hasOwnProperty`. */
export type Row = Record<string | number, SQLOutputValue>

/** A column held what its table forbids: the file was changed by another hand, or is damaged. */
export class UnexpectedColumn extends Error {
  constructor(expected: string, value: SQLOutputValue | undefined) {
    super(`expected ${expected} in the database, found ${value === null ? 'null' : typeof value}`)
    this.name = 'UnexpectedColumn'
  }
}

export const text = (value: SQLOutputValue | undefined): string => {
  if (typeof value !== 'string') throw new UnexpectedColumn('text', value)
  return value
}

/** An integer that a JavaScript number holds exactly. */
export const integer = (value: SQLOutputValue | undefined): number => {
  if (typeof value !== 'number') throw new UnexpectedColumn('an integer', value)
  return value
}

export const bytes = (value: SQLOutputValue | undefined): Uint8Array => {
  if (!(value instanceof Uint8Array)) throw new UnexpectedColumn('bytes', value)
  return value
}

export const orNull =
  <T>(read: (value: SQLOutputValue | undefined) => T) =>
  (value: SQLOutputValue | undefined): T | null =>
    value === null ? null : read(value)
