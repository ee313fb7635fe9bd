import { SingleBar } from 'cli-progress'
import type { Clock } from '../../application/ports/clock.ts'
import type { Terminal } from '../terminal.ts'

/** How far an import has got, told as it goes on. */
export interface Progress {
  readonly at: (line: number, refused: number) => void
  /** A line for the person, above the bar if there is one. */
  readonly tell: (text: string) => void
  readonly end: () => void
}

/** Milliseconds between two lines where there is no bar. */
const period = 2000

const silent = (terminal: Terminal): Progress => ({
  at: () => undefined,
  tell: terminal.tell,
  end: () => undefined,
})

const periodic = (terminal: Terminal, clock: Clock, lines: number | null): Progress => {
  let next = clock.now() + period
  return {
    ...silent(terminal),
    at: (line, refused) => {
      if (clock.now() < next) return
      next = clock.now() + period
      const of = lines === null ? '' : `/${lines}`
      terminal.tell(
        terminal.say({
          ru: `строка ${line}${of}, отказов ${refused}`,
          en: `line ${line}${of}, refused ${refused}`,
        }),
      )
    },
  }
}

const bar = (terminal: Terminal, lines: number): Progress => {
  const format = terminal.say({
    ru: '{bar} {percentage} % · строка {value}/{total} · отказов {refused} · осталось {eta_formatted}',
    en: '{bar} {percentage} % · line {value}/{total} · refused {refused} · {eta_formatted} left',
  })
  const shown = new SingleBar({ format, hideCursor: true, clearOnComplete: true, etaBuffer: 500 })
  shown.start(lines, 0, { refused: 0 })
  return {
    at: (line, refused) => shown.update(line, { refused }),
    // The bar is drawn again below it.
    tell: (text) => terminal.tell(`\r\u001b[K${text}`),
    end: () => shown.stop(),
  }
}

/** A bar for a person at a terminal, a line now and then for a log, nothing for a program. */
export const progressOf = (terminal: Terminal, clock: Clock, lines: number | null): Progress => {
  if (terminal.json) return silent(terminal)
  return process.stderr.isTTY && lines !== null ? bar(terminal, lines) : periodic(terminal, clock, lines)
}
