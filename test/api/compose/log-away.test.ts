import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { composeCabinet } from '../../../api/compose.ts'
import { readConfiguration } from '../../../infrastructure/configuration/read-configuration.ts'
import { closedPort } from '../../closed-port.ts'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { temporaryDirectory } from '../../infrastructure/temporary-directory.ts'

describe('a command while EventStoreDB is away', () => {
  it('gives it up after half a minute, in words, and lets go of the data directory', async () => {
    const configuration = rightOf(
      readConfiguration({
        DATA_DIR: temporaryDirectory(),
        EVENTSTORE_URL: `esdb://127.0.0.1:${await closedPort()}?tls=false`,
      }),
    )
    let now = 0
    const clock = {
      now: () => now,
      wait: async (milliseconds: number) => {
        now += milliseconds
        await new Promise((resolve) => setImmediate(resolve))
      },
    }
    const compose = () =>
      composeCabinet({ configuration, log: pino({ level: 'silent' }), clock, logPatience: 30_000 })
    const refusal = leftOf(await compose())
    expect(refusal).toMatchObject({
      kind: 'logAway',
      message: expect.stringContaining('EventStoreDB has not answered for 30 s'),
      ru: expect.stringContaining('EventStoreDB не отвечает уже 30 с'),
    })
    expect(now).toBeGreaterThanOrEqual(30_000)
    // Nobody owns the directory: the next one meets the same refusal and no other.
    expect(leftOf(await compose()).kind).toBe('logAway')
  })
})
