import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { minutes, seconds } from '../../../domain/instant.ts'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { byStaff, cabinet, messagesOf } from './rig.ts'
import { permanent, temporary } from './scripted-gateway.ts'

const parked = async () => {
  const house = cabinet()
  await house.provision('a1', '+79261234573', 'Secret123')
  house.gateway.answers(temporary)
  await house.remind('a1')
  const process = house.start({ policy: { mostTries: 2 } })
  await process.rest()
  house.clock.advance(seconds(5))
  await process.rest()
  const [job] = await process.parked.list()
  if (job === undefined) throw new Error('nothing was parked')
  return { house, process, id: job.id }
}

describe('a parked message', () => {
  it('is not tried any more by itself', async () => {
    const { house, process } = await parked()
    house.gateway.answers('taken')
    house.clock.advance(minutes(30))
    await process.rest()
    expect(house.gateway.handed).toHaveLength(2)
  })

  it('is tried at once when staff say so; who said it and why is in the log', async () => {
    const { house, process, id } = await parked()
    house.gateway.answers('taken')
    const position = rightOf(await process.parked.retry(id, byStaff)())
    await process.rest()
    expect(house.gateway.sent()).toMatchObject([{ id }])
    expect(await messagesOf(house)).toEqual([
      ['MessageRequested', 'MessageParked', 'MessageUnparked', 'MessageHandedOver'],
    ])
    const unparked = (await house.events()).find(({ type }) => type === 'MessageUnparked')
    expect(unparked?.position).toBe(position)
    expect(unparked?.metadata).toMatchObject({
      actor: { type: 'manager', id: 'm7' },
      channel: 'cli',
      reason: { subject: 'account-a1' },
    })
    expect(await process.parked.list()).toEqual([])
  })

  it('gets all its tries again when staff let it be tried', async () => {
    const { house, process, id } = await parked()
    await process.parked.retry(id, byStaff)()
    await process.rest()
    expect(await process.parked.list()).toEqual([])
    house.clock.advance(seconds(5))
    await process.rest()
    expect(await process.parked.list()).toMatchObject([{ id, tries: 2 }])
    expect(house.gateway.handed).toHaveLength(4)
  })

  it('expires when staff let it be tried after its hour', async () => {
    const { house, process, id } = await parked()
    house.gateway.answers('taken')
    house.clock.advance(minutes(60))
    await process.parked.retry(id, byStaff)()
    await process.rest()
    expect(house.gateway.sent()).toEqual([])
    expect((await messagesOf(house))[0]?.at(-1)).toBe('MessageExpired')
  })

  it('has failed when staff skip it', async () => {
    const { house, process, id } = await parked()
    house.gateway.answers('taken')
    rightOf(await process.parked.skip(id, byStaff)())
    house.clock.advance(minutes(30))
    await process.rest()
    expect(house.gateway.sent()).toEqual([])
    expect((await house.events()).at(-1)).toMatchObject({
      type: 'MessageFailed',
      data: { attempts: 2, why: 'skippedByStaff' },
      metadata: { actor: { type: 'manager' } },
    })
    expect(await process.status()).toMatchObject({ waiting: 0, parked: 0 })
  })

  it('is known to staff after a restart, and after the loss of state.db', async () => {
    const { house, process, id } = await parked()
    await process.stop()
    expect(await house.start().parked.list()).toMatchObject([{ id, parked: { why: 'busy' } }])
    const rebuilt = house.start({ progress: house.openState('new.db').reactionProgress })
    await rebuilt.rest()
    expect(await rebuilt.parked.list()).toMatchObject([{ id, subject: 'account-a1' }])
    house.gateway.answers('taken')
    await rebuilt.parked.retry(id, byStaff)()
    await rebuilt.rest()
    expect(house.gateway.sent()).toMatchObject([{ id }])
  })

  it('stays parked when the log cannot be told that it is let go, or let be', async () => {
    const { house, process, id } = await parked()
    house.away('appends')
    for (const ask of [process.parked.retry, process.parked.skip])
      expect(leftOf(await ask(id, byStaff)())).toMatchObject({ code: 'StoreUnavailable' })
    expect(await process.parked.list()).toMatchObject([{ id, tries: 2 }])
  })

  it('can be asked for again when the process died between log and row', async () => {
    const { house, process, id } = await parked()
    process.life.dieAt({ when: 'before', call: 'unpark' })
    void process.parked.retry(id, byStaff)()
    await process.rest()
    house.gateway.answers('taken')
    const next = house.start()
    expect(await next.parked.list()).toMatchObject([{ id }])
    rightOf(await next.parked.retry(id, byStaff)())
    await next.rest()
    expect(house.gateway.sent()).toMatchObject([{ id }])
    expect((await messagesOf(house))[0]?.filter((type) => type === 'MessageUnparked')).toHaveLength(1)
  })

  it('can be skipped when the process died while letting it be tried', async () => {
    const { house, process, id } = await parked()
    process.life.dieAt({ when: 'before', call: 'unpark' })
    void process.parked.retry(id, byStaff)()
    await process.rest()
    house.gateway.answers('taken')
    const next = house.start()
    rightOf(await next.parked.skip(id, byStaff)())
    await next.rest()
    expect(house.gateway.sent()).toEqual([])
    expect((await messagesOf(house))[0]?.at(-1)).toBe('MessageFailed')
    expect(await next.parked.list()).toEqual([])
  })

  it('that is let go after it was skipped, by a process that died over it, is only cleared away', async () => {
    const { house, process, id } = await parked()
    process.life.dieAt({ when: 'before', call: 'end' })
    void process.parked.skip(id, byStaff)()
    await process.rest()
    house.gateway.answers('taken')
    const next = house.start()
    rightOf(await next.parked.retry(id, byStaff)())
    await next.rest()
    expect(house.gateway.sent()).toEqual([])
    expect(await next.parked.list()).toEqual([])
  })
})

describe('staff asking for what is not parked', () => {
  it('are refused, and nothing happens', async () => {
    const house = cabinet()
    await house.provision('a1', '+79261234573', 'Secret123')
    house.gateway.answers(temporary)
    await house.remind('a1')
    const process = house.start()
    await process.rest()
    const waiting = house.gateway.handed[0]?.id ?? ''
    for (const id of [waiting, 'nothing']) {
      expect(leftOf(await process.parked.retry(id, byStaff)())).toEqual({ code: 'NotParked' })
      expect(leftOf(await process.parked.skip(id, byStaff)())).toEqual({ code: 'NotParked' })
    }
    house.gateway.answers(permanent)
    house.clock.advance(seconds(5))
    await process.rest()
    expect(E.isLeft(await process.parked.retry(waiting, byStaff)())).toBe(true)
  })
})
