import { setTimeout as pause } from 'node:timers/promises'
import { askSocket } from './asking.ts'
import type { Home } from './cabinet-process.ts'
import { Finding } from './finding.ts'

const longest = 30_000

const gauge = (text: string, name: string): number | null => {
  const value = new RegExp(`^cabinet_${name} (\\S+)$`, 'm').exec(text)?.[1]
  return value === undefined ? null : Number(value)
}

/** Looks in a row that must agree, 50 ms apart. Without a gateway messages wait on, so all else has to stand still. */
const looks = { withGateway: 3, without: 20 } as const

const waitingIn = (text: string): number | null => gauge(text, 'reactions_waiting')

const isCaughtUp = (text: string): boolean =>
  gauge(text, 'reactions_lag_seconds') === 0 && gauge(text, 'views_lag_seconds') === 0

const told = (text: string): string =>
  text
    .split('\n')
    .filter((line) => /^cabinet_(views|reactions)/.test(line))
    .join('\n')

/**
 * Waits until reactions and views have done what the log asks of them. Without a gateway messages go on waiting: then
 * what waits must have stopped changing.
 */
export const untilSettled = async (home: Home, hasGateway: boolean): Promise<void> => {
  const deadline = Date.now() + longest
  const wanted = hasGateway ? looks.withGateway : looks.without
  let before: number | null = null
  for (let quiet = 0; quiet < wanted; await pause(50)) {
    const answer = await askSocket(home, { method: 'GET', path: '/metrics', headers: {} })
    const text = answer?.text ?? ''
    const waiting = waitingIn(text)
    const isQuiet = isCaughtUp(text) && (hasGateway ? waiting === 0 : waiting === before)
    before = waiting
    quiet = isQuiet ? quiet + 1 : 0
    if (Date.now() > deadline)
      throw new Finding(`reactions and views have not caught up within 30 s\n${told(text)}`)
  }
}
