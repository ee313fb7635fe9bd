import { describe, expect, it } from 'vitest'
import { record } from '../../../domain/decision.ts'
import { seconds } from '../../../domain/instant.ts'
import type { SipAccountEvent } from '../../../domain/sip-account/events.ts'
import { type Cabinet, cabinet } from './rig.ts'

/** Events that no reaction waits for, in one append. */
const trunkLimits = (house: Cabinet, count: number) =>
  house.change('a1', () =>
    record(
      ...Array.from(
        { length: count },
        (_, n): SipAccountEvent => ({
          type: 'TrunkLimitSet',
          data: { lines: 1 + (n % 20) },
        }),
      ),
    ),
  )

const noted = async (house: Cabinet) => (await house.progress.checkpoint())?.position ?? null
const end = async (house: Cabinet) => (await house.events()).at(-1)?.position

const quiet = async () => {
  const house = cabinet()
  await house.provision('a1', '+79261234573', 'Secret123')
  const process = house.start()
  await process.rest()
  return { house, process }
}

describe('the checkpoint of reactions, where events ask for nothing', () => {
  it('is not written for each of them', async () => {
    const { house, process } = await quiet()
    await trunkLimits(house, 3)
    await process.rest()
    expect(await noted(house)).toBeNull()
  })

  it('is written when the log has been read to its end, once a second', async () => {
    const { house, process } = await quiet()
    house.clock.advance(seconds(1))
    await trunkLimits(house, 1)
    await process.rest()
    const first = await noted(house)
    expect(first).toBe(await end(house))
    house.clock.advance(seconds(1) - 1)
    await trunkLimits(house, 1)
    await process.rest()
    expect(await noted(house)).toBe(first)
    house.clock.advance(1)
    await trunkLimits(house, 1)
    await process.rest()
    expect(await noted(house)).toBe(await end(house))
  })

  it('is written after a thousand of them', async () => {
    const house = cabinet()
    await house.provision('a1', '+79261234573', 'Secret123')
    await trunkLimits(house, 1100)
    const process = house.start()
    await process.rest()
    expect(await noted(house)).not.toBeNull()
  })

  it('is written when the process is asked to end', async () => {
    const { house, process } = await quiet()
    await trunkLimits(house, 1)
    await process.rest()
    await process.stop()
    expect(await noted(house)).toBe(await end(house))
  })
})
