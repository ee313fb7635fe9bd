import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'undici'
import { dueReactions, filesIn } from './data-on-disk.ts'
import type { MortalCabinet } from './mortal-cabinet.ts'

const metricsOf = async (directory: string): Promise<string> => {
  const client = new Client('http://cabinet', { socketPath: filesIn(directory).socket })
  try {
    return await (await client.request({ path: '/metrics', method: 'GET' })).body.text()
  } catch {
    return ''
  } finally {
    await client.destroy()
  }
}

const isCaughtUp = (metrics: string): boolean =>
  ['reactions_lag_seconds', 'views_lag_seconds'].every((name) =>
    new RegExp(`^cabinet_${name} 0$`, 'm').test(metrics),
  )

const lags = (metrics: string): string =>
  metrics
    .split('\n')
    .filter((line) => /^cabinet_(reactions|views)/.test(line))
    .join('\n')

/** So many looks in a row must agree. */
const looks = 2
const patience = 60_000

/** Waits until the reactions and views of a cabinet have nothing to do now, or until it is down. */
export const untilSettled = async (
  directory: string,
  { isDown, now }: Pick<MortalCabinet, 'isDown' | 'now'>,
): Promise<void> => {
  const end = Date.now() + patience
  for (let quiet = 0; quiet < looks && !isDown(); await pause(25)) {
    const metrics = await metricsOf(directory)
    const due = dueReactions(directory, now())
    quiet = isCaughtUp(metrics) && due === null ? quiet + 1 : 0
    if (Date.now() > end && !isDown()) throw new Error(`not at rest: ${due}\n${lags(metrics)}`)
  }
}
