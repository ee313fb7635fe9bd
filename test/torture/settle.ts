import { setTimeout as pause } from 'node:timers/promises'
import { askServer } from './asking.ts'
import type { CabinetProcess } from './cabinet-process.ts'
import { Finding } from './finding.ts'

const longest = 30_000

const gauge = (text: string, name: string): number | null => {
  const value = new RegExp(`^cabinet_${name} (\\S+)$`, 'm').exec(text)?.[1]
  return value === undefined ? null : Number(value)
}

/**
 * Waits until reactions and views have done what the log asks of them. Without a gateway messages go on waiting:
 * then only the log has to be read.
 */
export const untilSettled = async (server: CabinetProcess, hasGateway: boolean): Promise<void> => {
  const deadline = Date.now() + longest
  for (let quiet = 0; quiet < 3; await pause(50)) {
    const answer = await askServer(server, { method: 'GET', path: '/metrics', headers: {} })
    const text = answer?.text ?? ''
    const isQuiet =
      gauge(text, 'reactions_lag_seconds') === 0 &&
      gauge(text, 'views_lag_seconds') === 0 &&
      (!hasGateway || gauge(text, 'reactions_waiting') === 0)
    quiet = isQuiet ? quiet + 1 : 0
    if (Date.now() > deadline)
      throw new Finding(
        `reactions and views have not caught up within 30 s\n${text
          .split('\n')
          .filter((line) => /^cabinet_(views|reactions)/.test(line))
          .join('\n')}`,
      )
  }
}
