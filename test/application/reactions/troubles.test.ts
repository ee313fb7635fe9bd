import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { effect } from '../../../application/reactions/reaction.ts'
import { readTrigger } from '../../../application/reactions/trigger-event.ts'
import { minutes, seconds } from '../../../domain/instant.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { byStaff, cabinet, messagesOf } from './rig.ts'
import { temporary } from './scripted-gateway.ts'

const reminded = async () => {
  const house = cabinet()
  await house.provision('a1', '+79261234573', 'Secret123')
  await house.remind('a1')
  return house
}

describe('while the event store is away', () => {
  it('nothing is lost, no try is counted, and the message goes out when it is back', async () => {
    const house = await reminded()
    house.away('everything')
    const process = house.start({ policy: { mostTries: 2 } })
    for (let pause = 0; pause < 10; pause += 1) {
      await process.rest()
      house.clock.advance(seconds(5))
    }
    expect(house.gateway.handed).toEqual([])
    house.away('nothing')
    house.clock.advance(seconds(5))
    await process.rest()
    house.clock.advance(seconds(5))
    await process.rest()
    expect((await house.events()).at(-1)).toMatchObject({ type: 'MessageHandedOver', data: { attempts: 1 } })
  })

  it('a message that could not be requested when its event was seen is requested later, in time', async () => {
    const house = await reminded()
    house.away('appends')
    const process = house.start({ policy: { mostTries: 2 } })
    for (let pause = 0; pause < 10; pause += 1) {
      await process.rest()
      house.clock.advance(seconds(5))
    }
    expect(await process.status()).toMatchObject({ waiting: 1, parked: 0 })
    house.away('nothing')
    house.clock.advance(seconds(5))
    await process.rest()
    expect(await messagesOf(house)).toEqual([['MessageRequested', 'MessageHandedOver']])
    expect((await house.events()).at(-1)?.data).toEqual({ attempts: 1 })
  })

  it('a message that was handed over, and could not be recorded so, is handed over again under its id', async () => {
    const house = await reminded()
    house.gateway.answers('silence')
    const process = house.start()
    await process.rest()
    house.away('appends')
    house.gateway.answers('taken')
    house.gateway.wakeUp()
    await process.rest()
    expect(await messagesOf(house)).toEqual([['MessageRequested']])
    house.away('nothing')
    house.clock.advance(seconds(5))
    await process.rest()
    expect(house.gateway.handed).toHaveLength(2)
    expect(house.gateway.sent()).toHaveLength(1)
    expect(await messagesOf(house)).toEqual([['MessageRequested', 'MessageHandedOver']])
  })

  it('a message is not parked before the log can say so', async () => {
    const house = await reminded()
    house.gateway.answers('silence')
    const process = house.start({ policy: { mostTries: 1 } })
    await process.rest()
    house.away('appends')
    house.clock.advance(seconds(20))
    await process.rest()
    expect(await process.parked.list()).toEqual([])
    house.away('nothing')
    house.gateway.answers(temporary)
    house.clock.advance(seconds(5))
    await process.rest()
    expect(await process.parked.list()).toMatchObject([{ tries: 1 }])
    expect(await messagesOf(house)).toEqual([['MessageRequested', 'MessageParked']])
  })

  it('reactions are starting, and say nothing of a refusal', async () => {
    const house = await reminded()
    await house.progress.begin('log-1')
    await house.progress.advance(1n, [])
    house.away('everything')
    const process = house.start()
    await process.rest()
    expect(await process.status()).toMatchObject({ state: 'starting', refusal: null })
    house.away('nothing')
    house.clock.advance(seconds(5))
    await process.rest()
    expect(await process.status()).toMatchObject({ state: 'running' })
    expect(house.gateway.sent()).toHaveLength(1)
  })
})

describe('while state.db cannot be written', () => {
  it.each(['advance', 'end', 'due', 'nextDue', 'checkpoint'] as const)(
    '(%s) reactions go on trying, and nothing is lost',
    async (broken) => {
      const house = await reminded()
      let isBroken = true
      const { progress } = house
      const unlessBroken =
        <Given extends readonly unknown[], Answer>(
          name: string,
          call: (...given: Given) => Promise<Answer>,
        ): ((...given: Given) => Promise<Answer>) =>
        async (...given) => {
          if (isBroken && name === broken) throw new Error('disk I/O error')
          return call(...given)
        }
      const failing = {
        ...progress,
        advance: unlessBroken('advance', progress.advance),
        end: unlessBroken('end', progress.end),
        due: unlessBroken('due', progress.due),
        nextDue: unlessBroken('nextDue', progress.nextDue),
        checkpoint: unlessBroken('checkpoint', progress.checkpoint),
      }
      const process = house.start({ progress: failing })
      for (let pause = 0; pause < 3; pause += 1) {
        await process.rest()
        house.clock.advance(seconds(5))
      }
      const errors = house.lines.filter(({ level }) => level === 'error')
      expect(errors.length).toBeGreaterThanOrEqual(1)
      expect(errors.length).toBeLessThanOrEqual(8)
      isBroken = false
      for (let pause = 0; pause < 3; pause += 1) {
        house.clock.advance(seconds(5))
        await process.rest()
      }
      expect(house.gateway.sent()).toHaveLength(1)
      expect(await messagesOf(house)).toEqual([['MessageRequested', 'MessageHandedOver']])
      expect(await process.status()).toMatchObject({ state: 'running', waiting: 0 })
    },
  )
})

describe('an event that cannot be read', () => {
  it('is parked in plain sight after all its tries; those after it go on', async () => {
    const house = await reminded()
    const asked = (await house.events()).at(-1)
    if (asked === undefined) throw new Error('the log is empty')
    const metadata = { ...asked.metadata, schemaVersion: 'one' }
    const unreadable = { ...asked, id: crypto.randomUUID(), metadata }
    rightOf(await house.store.append('sipAccount-a2', 'noStream', [unreadable])())
    await house.remind('a1')
    const process = house.start({ policy: { mostTries: 2 } })
    await process.rest()
    house.clock.advance(seconds(5))
    await process.rest()
    house.clock.advance(minutes(1))
    await process.rest()
    expect(house.gateway.sent()).toHaveLength(2)
    expect(await process.parked.list()).toMatchObject([
      { subject: 'account-a2', trigger: { eventId: unreadable.id }, parked: { why: 'UnreadableEvent' } },
    ])
  })
})

describe('an effect', () => {
  it('that could not look at the log is done when it can, and that is no try', async () => {
    const house = await reminded()
    let isAway = true
    const seen: string[] = []
    const watch = effect({
      name: 'watch',
      on: 'SipAccountProvisioned',
      perform: async ({ id }) => {
        if (isAway) return E.left('logAway')
        seen.push(id)
        return E.right(undefined)
      },
    })
    const process = house.start({ reactions: [watch], policy: { mostTries: 1 } })
    await process.rest()
    expect(await process.status()).toMatchObject({ waiting: 1, parked: 0 })
    isAway = false
    house.clock.advance(seconds(5))
    await process.rest()
    expect(seen).toEqual([(await house.events())[0]?.id])
    expect(await process.status()).toMatchObject({ waiting: 0, parked: 0 })
  })

  it('is not done for another event that stands where its own stood', async () => {
    const house = await reminded()
    const [event] = await house.events()
    const trigger = { stream: 'sipAccount-a1', revision: 0, correlationId: 'c' } as const
    expect(await readTrigger(house.store, { ...trigger, eventId: event?.id ?? '' })).toEqual(E.right(event))
    await expect(readTrigger(house.store, { ...trigger, eventId: 'another' })).rejects.toThrow(
      'revision 0 of sipAccount-a1 is not event another',
    )
  })
})

describe('a job of a reaction that the cabinet does not know any more', () => {
  it('is parked, and can be skipped', async () => {
    const house = await reminded()
    const old = house.start()
    old.life.dieAt({ when: 'after', call: 'advance' })
    await old.rest()
    const process = house.start({ reactions: [], policy: { mostTries: 1 } })
    await process.rest()
    const [job] = await process.parked.list()
    expect(job).toMatchObject({ reaction: 'passwordReminder', parked: { why: 'reactionUnknown' } })
    rightOf(await process.parked.skip(job?.id ?? '', byStaff)())
    expect(await process.parked.list()).toEqual([])
  })
})

describe('a process that is asked to end', () => {
  it('ends when the gateway has answered, and what it answered is recorded', async () => {
    const house = await reminded()
    house.gateway.answers('silence')
    const process = house.start()
    await process.rest()
    let ended = false
    const stopping = process.stop().then(() => {
      ended = true
    })
    await process.rest()
    expect(ended).toBe(false)
    house.gateway.wakeUp()
    await stopping
    expect(await messagesOf(house)).toEqual([['MessageRequested', 'MessageHandedOver']])
    expect(await house.progress.count(house.clock.now())).toMatchObject({ waiting: 0 })
  })
})
