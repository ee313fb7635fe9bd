import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { minutes, seconds } from '../../../domain/instant.ts'
import type { DeathPoint } from './life.ts'
import { type Cabinet, cabinet, messagesOf, type StartOptions } from './rig.ts'
import { temporary } from './scripted-gateway.ts'

const reminded = async () => {
  const house = cabinet()
  await house.provision('a1', '+79261234573', 'Secret123')
  await house.remind('a1')
  return house
}

/** Runs a process until it dies at the given point. */
const dieAt = async (house: Cabinet, point: DeathPoint, options: StartOptions = {}) => {
  const process = house.start(options)
  process.life.dieAt(point)
  await process.rest()
  for (let minute = 0; minute < 10 && !process.life.isDead(); minute += 1) {
    house.clock.advance(minutes(1))
    await process.rest()
  }
  expect(process.life.isDead()).toBe(true)
}

const handedOverOnce = [['MessageRequested', 'MessageHandedOver']]

const accounts = { a1: '+79261234573', a2: '+79261234574' }

const calls = [
  'append MessageRequested',
  'append MessageHandedOver',
  'advance',
  'due',
  'nextDue',
  'readStream',
  'remindBySms',
  'postpone',
  'end',
]

type Step =
  | { readonly kind: 'die'; readonly when: DeathPoint['when']; readonly call: string }
  | { readonly kind: 'remind'; readonly account: string }
  | { readonly kind: 'gateway'; readonly works: boolean }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('die'),
    when: fc.constantFrom('before', 'after'),
    call: fc.constantFrom(...calls),
  }),
  fc.record({ kind: fc.constant('remind'), account: fc.constantFrom(...Object.keys(accounts)) }),
  fc.record({ kind: fc.constant('gateway'), works: fc.boolean() }),
)

const take = async (house: Cabinet, it: Step): Promise<void> => {
  if (it.kind === 'gateway') return house.gateway.answers(it.works ? 'taken' : temporary)
  if (it.kind === 'remind') {
    // Not more than three a day are granted.
    await house.tryToRemind(it.account)
    return
  }
  const process = house.start()
  process.life.dieAt(it)
  await process.rest()
  process.life.die()
}

/** A last process, under which the gateway works and every pause ends. */
const finish = async (house: Cabinet): Promise<void> => {
  house.gateway.answers('taken')
  const last = house.start()
  await last.rest()
  for (let pause = 0; pause < 4; pause += 1) {
    house.clock.advance(minutes(5))
    await last.rest()
  }
  await last.stop()
}

const asksByAccount = async (house: Cabinet): Promise<readonly (readonly string[])[]> => {
  const asks = (await house.events()).filter(({ type }) => type === 'PasswordReminderRequested')
  return Object.keys(accounts).map((account) =>
    asks.filter(({ stream }) => stream === `sipAccount-${account}`).map(({ id }) => id),
  )
}

/** Which of these were answered by a message handed over, in that order. */
const answersTo = async (house: Cabinet, asks: readonly string[]) =>
  (await house.events())
    .filter(({ type }) => type === 'MessageHandedOver')
    .map(({ metadata }) => metadata['causationId'])
    .filter((id) => typeof id === 'string' && asks.includes(id))

describe('a process that dies', () => {
  it.each([
    { when: 'before', call: 'append MessageRequested' },
    { when: 'after', call: 'append MessageRequested' },
    { when: 'before', call: 'advance' },
    { when: 'after', call: 'advance' },
    { when: 'before', call: 'remindBySms' },
  ] as const)(
    '$when “$call” loses no message and has sent none: the next one sends it once',
    async (point) => {
      const house = await reminded()
      await dieAt(house, point)
      expect(house.gateway.handed).toEqual([])
      await house.start().rest()
      expect(house.gateway.handed).toHaveLength(1)
      expect(await messagesOf(house)).toEqual(handedOverOnce)
    },
  )

  it.each([
    { when: 'after', call: 'remindBySms' },
    { when: 'before', call: 'append MessageHandedOver' },
  ] as const)(
    '$when “$call” makes the next one send the same message with the same id: at least once',
    async (point) => {
      const house = await reminded()
      await dieAt(house, point)
      await house.start().rest()
      expect(house.gateway.handed).toHaveLength(2)
      expect(house.gateway.sent()).toHaveLength(1)
      expect(await messagesOf(house)).toEqual(handedOverOnce)
    },
  )

  it.each([
    { when: 'after', call: 'append MessageHandedOver' },
    { when: 'before', call: 'end' },
    { when: 'after', call: 'end' },
  ] as const)('$when “$call” has sent the message: the next one sends nothing', async (point) => {
    const house = await reminded()
    await dieAt(house, point)
    const next = house.start()
    await next.rest()
    expect(house.gateway.handed).toHaveLength(1)
    expect(await messagesOf(house)).toEqual(handedOverOnce)
    expect(await next.status()).toMatchObject({ waiting: 0, parked: 0 })
  })

  it('between a failed try and its note tries again, and waits after that', async () => {
    const house = await reminded()
    house.gateway.answers(temporary)
    await dieAt(house, { when: 'before', call: 'postpone' })
    const next = house.start()
    await next.rest()
    expect(house.gateway.handed).toHaveLength(2)
    expect(await next.status()).toMatchObject({ waiting: 1, oldestDue: house.clock.now() + seconds(5) })
  })

  it.each([
    { when: 'after', call: 'append MessageParked' },
    { when: 'after', call: 'park' },
  ] as const)('$when “$call” leaves the message parked, tried by nobody', async (point) => {
    const house = await reminded()
    house.gateway.answers(temporary)
    await dieAt(house, point, { policy: { mostTries: 1 } })
    house.gateway.answers('taken')
    const next = house.start()
    await next.rest()
    house.clock.advance(minutes(5))
    await next.rest()
    expect(house.gateway.handed).toHaveLength(1)
    expect(await next.parked.list()).toMatchObject([{ reaction: 'passwordReminder' }])
    expect(await messagesOf(house)).toEqual([['MessageRequested', 'MessageParked']])
  })

  it('anywhere, any number of times, loses no message, sends people none twice, and keeps their order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const house = cabinet()
        for (const [account, number] of Object.entries(accounts))
          await house.provision(account, number, 'Secret123')
        for (const it of steps) await take(house, it)
        await finish(house)
        const asks = await asksByAccount(house)
        const total = asks.flat().length
        expect(house.gateway.sent()).toHaveLength(total)
        expect(await messagesOf(house)).toEqual(Array(total).fill(handedOverOnce[0]))
        for (const ofAccount of asks) expect(await answersTo(house, ofAccount)).toEqual(ofAccount)
      }),
      { numRuns: 30 },
    )
  })
})
