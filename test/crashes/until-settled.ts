import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'undici'
import { filesIn } from './data-on-disk.ts'

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

const hasNothingToDo = (metrics: string): boolean =>
  ['reactions_lag_seconds', 'reactions_waiting', 'views_lag_seconds'].every((name) =>
    new RegExp(`^cabinet_${name} 0$`, 'm').test(metrics),
  )

/** So many looks in a row must agree. */
const looks = 2
const patience = 20_000

/** Waits until the reactions and views of a running cabinet have nothing to do, or until it is down. */
export const untilSettled = async (directory: string, isDown = () => false): Promise<void> => {
  const end = Date.now() + patience
  for (let quiet = 0; quiet < looks && !isDown(); await pause(25)) {
    const metrics = await metricsOf(directory)
    quiet = hasNothingToDo(metrics) ? quiet + 1 : 0
    if (Date.now() > end && !isDown()) throw new Error(`the reactions have not come to rest: ${metrics}`)
  }
}
