import { describe, expect, it } from 'vitest'
import { openedApp } from './rig/opened-app.ts'

/** An app that takes the delay of any event loop for an overload, once it has measured it. */
const overloaded = async (door: 'network' | 'socket') => {
  const opened = await openedApp({ door, bounds: { longestDelay: 1e-9 } })
  const spin = () => {
    for (const end = performance.now() + 30; performance.now() < end; );
    return opened.app.isUnderPressure() || opened.app.memoryUsage().eventLoopDelay > 0
  }
  await expect.poll(spin, { timeout: 20_000 }).toBe(true)
  return opened
}

describe('an overloaded cabinet', () => {
  it('turns requests away with 503 and when to come back', async () => {
    const { ask } = await overloaded('network')
    const refused = await ask('GET', '/api/v1/session')
    expect(refused.statusCode).toBe(503)
    expect(refused.json()).toMatchObject({ code: 'Overloaded' })
    expect(refused.headers['retry-after']).toBe('5')
  })

  it.each(['/health/live', '/health/ready', '/metrics'])(
    'still tells whoever watches it: %s',
    async (url) => {
      const { ask } = await overloaded('network')
      expect((await ask('GET', url)).statusCode).toBe(200)
    },
  )

  it('never turns the operator at the socket away', async () => {
    const { ask } = await overloaded('socket')
    expect((await ask('GET', '/api/v1/operations/views')).statusCode).toBe(200)
  })
})
