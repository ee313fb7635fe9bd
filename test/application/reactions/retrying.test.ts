import { describe, expect, it } from 'vitest'
import { pauseAfter, standardPolicy } from '../../../application/reactions/retry-policy.ts'
import { minutes, seconds } from '../../../domain/instant.ts'
import { type Cabinet, cabinet, messagesOf, type Process, type StartOptions } from './rig.ts'
import { temporary } from './scripted-gateway.ts'

const reminded = async (policy: StartOptions['policy'] = {}) => {
  const house = cabinet()
  await house.provision('a1', '+79261234573', 'Secret123')
  house.gateway.answers(temporary)
  await house.remind('a1')
  const process = house.start({ policy })
  await process.rest()
  return { house, process }
}

/** Tries after each of these pauses, in milliseconds, and one millisecond before each. */
const triesAfter = async (house: Cabinet, process: Process, pauses: readonly number[]) => {
  const found: (readonly [number, number])[] = []
  for (const pause of pauses) {
    house.clock.advance(pause - 1)
    await process.rest()
    const before = house.gateway.handed.length
    house.clock.advance(1)
    await process.rest()
    found.push([before, house.gateway.handed.length])
  }
  return found
}

describe('a message that the gateway cannot take now', () => {
  it('is tried again after 5 s, and after twice as long each time, up to 5 min', async () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 11].map((tries) => pauseAfter(tries, standardPolicy))).toEqual(
      [5, 10, 20, 40, 80, 160, 300, 300, 300].map(seconds),
    )
    const { house, process } = await reminded()
    expect(house.gateway.handed).toHaveLength(1)
    expect(await triesAfter(house, process, [5, 10, 20, 40, 80, 160, 300, 300].map(seconds))).toEqual([
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 5],
      [5, 6],
      [6, 7],
      [7, 8],
      [8, 9],
    ])
  })

  it('carries the same id each time, so that a gateway that knows it sends nothing twice', async () => {
    const { house, process } = await reminded()
    await triesAfter(house, process, [seconds(5), seconds(10)])
    house.gateway.answers('taken')
    await triesAfter(house, process, [seconds(20)])
    expect(new Set(house.gateway.handed.map(({ id }) => id)).size).toBe(1)
    expect(house.gateway.sent()).toHaveLength(1)
    expect((await house.events()).at(-1)).toMatchObject({
      type: 'MessageHandedOver',
      data: { attempts: 4 },
    })
  })

  it('goes on where it stood after a restart: tries and times are kept', async () => {
    const { house, process } = await reminded()
    await triesAfter(house, process, [seconds(5), seconds(10)])
    await process.stop()
    const next = house.start()
    await next.rest()
    expect(house.gateway.handed).toHaveLength(3)
    expect(await triesAfter(house, next, [seconds(20)])).toEqual([[3, 4]])
  })

  it('is parked after a dozen tries, about half an hour, where staff see it', async () => {
    const { house, process } = await reminded({ ...standardPolicy })
    for (let pause = 1; pause < 12; pause += 1) {
      house.clock.advance(pauseAfter(pause, standardPolicy))
      await process.rest()
    }
    expect(house.gateway.handed).toHaveLength(12)
    house.clock.advance(minutes(20))
    await process.rest()
    expect(house.gateway.handed).toHaveLength(12)
    expect(await messagesOf(house)).toEqual([['MessageRequested', 'MessageParked']])
    expect((await house.events()).at(-1)?.data).toEqual({ attempts: 12, why: 'busy' })
    expect(await process.parked.list()).toMatchObject([
      { reaction: 'passwordReminder', subject: 'account-a1', tries: 12, parked: { why: 'busy' } },
    ])
    expect(await process.status()).toMatchObject({ waiting: 0, parked: 1, oldestDue: null })
  })

  it('counts as tried when the gateway leaves it without an answer for 20 s', async () => {
    const { house, process } = await reminded()
    house.gateway.answers('silence')
    house.clock.advance(seconds(5))
    await process.rest()
    expect(house.gateway.handed).toHaveLength(2)
    house.clock.advance(seconds(20) - 1)
    await process.rest()
    expect(await process.status()).toMatchObject({ oldestDue: house.clock.now() - seconds(20) + 1 })
    house.clock.advance(1)
    await process.rest()
    expect(await process.status()).toMatchObject({ waiting: 1, oldestDue: house.clock.now() + seconds(10) })
  })

  it('is tried again, and parked in the end, when the gateway breaks instead of answering', async () => {
    const { house, process } = await reminded({ mostTries: 3 })
    house.gateway.answers('broken')
    await triesAfter(house, process, [seconds(5), seconds(10)])
    expect(house.gateway.handed).toHaveLength(3)
    expect(await process.parked.list()).toMatchObject([{ parked: { why: 'the gateway broke' } }])
  })

  it('waits for the vault when it has lost the secret, and is parked when it stays lost', async () => {
    const { house, process } = await reminded({ mostTries: 3 })
    for (const ref of await house.vault.refs()) await house.vault.destroy(ref)
    await triesAfter(house, process, [seconds(5), seconds(10)])
    expect(await process.parked.list()).toMatchObject([{ parked: { why: 'secretGone' } }])
  })
})
