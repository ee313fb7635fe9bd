import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'

/** In which mode the server runs that is attacked. */
export const modes = ['production', 'development'] as const
export type Mode = (typeof modes)[number]

export interface Options {
  /** Development shows what it would have sent, so that steps behind a code or a letter are completed too. */
  readonly mode: Mode
  readonly requests: number
  /** The same seed draws the same requests; the ids, tokens and passwords in them are each run's own. */
  readonly seed: number
  /** One request of a run alone, by its number; `null` for all. */
  readonly only: number | null
  /** Seconds that slow connections are waited for at the end; what is then still open is counted, not judged. */
  readonly patience: number
}

const whole = (name: string, text: string): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 0)
    throw new Error(`--${name} wants a whole number, not "${text}"`)
  return value
}

const modeOf = (text: string): Mode => {
  const mode = modes.find((known) => known === text)
  if (mode === undefined) throw new Error(`--mode wants ${modes.join(' or ')}, not "${text}"`)
  return mode
}

/** Reads the command line; an option that does not exist is refused. */
export const readOptions = (args: readonly string[]): Options => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      mode: { type: 'string', default: 'production' },
      requests: { type: 'string', default: '10000' },
      seed: { type: 'string' },
      only: { type: 'string' },
      patience: { type: 'string', default: '330' },
    },
  })
  return {
    mode: modeOf(values.mode),
    requests: whole('requests', values.requests),
    seed: values.seed === undefined ? randomInt(2 ** 31) : whole('seed', values.seed),
    only: values.only === undefined ? null : whole('only', values.only),
    patience: whole('patience', values.patience),
  }
}
