import { describe, expect, it } from 'vitest'
import { minutes, seconds } from '../../../domain/instant.ts'
import { restoreService, suspendService } from '../../../domain/sip-account/operator-decisions.ts'
import { disableService } from '../../../domain/sip-account/sip-account.ts'
import { cabinet, messagesOf } from './rig.ts'
import { permanent, temporary } from './scripted-gateway.ts'

const withAccount = async () => {
  const house = cabinet()
  await house.provision('a1', '+79261234573', 'Secret123')
  return { house, process: house.start() }
}

describe('the reminder of the SIP password (M26)', () => {
  it('goes by SMS to the number that has the service', async () => {
    const { house, process } = await withAccount()
    await house.remind('a1')
    await process.rest()
    expect(house.gateway.sent()).toMatchObject([
      { to: '+79261234573', text: 'МультиФон Бизнес. Логин 79261234573, пароль Secret123' },
    ])
    expect(await messagesOf(house)).toEqual([['MessageRequested', 'MessageHandedOver']])
  })

  it('is recorded with a masked number, its deadline, and the event it follows from', async () => {
    const { house, process } = await withAccount()
    await house.remind('a1')
    const asked = (await house.events()).at(-1)
    const askedAt = house.clock.now()
    await process.rest()
    const recorded = (await house.events()).slice(-2)
    for (const { metadata } of recorded)
      expect(metadata).toMatchObject({
        causationId: asked?.id,
        correlationId: 'the-request',
        actor: { type: 'system', id: 'reactions' },
        channel: 'reaction',
      })
    const [requested, handedOver] = await Promise.all(recorded.map(house.codec.decode))
    expect(requested).toMatchObject({
      type: 'MessageRequested',
      data: {
        kind: 'sms',
        purpose: 'passwordReminder',
        accountId: 'a1',
        deadline: askedAt + minutes(60),
        to: '+7926•••••73',
      },
    })
    expect(handedOver).toMatchObject({ type: 'MessageHandedOver', data: { attempts: 1 } })
    expect(recorded[0]?.data).not.toHaveProperty('to')
  })

  it('sends the password that is current when it leaves, not the one at the time of asking', async () => {
    const { house, process } = await withAccount()
    house.gateway.answers(temporary)
    await house.remind('a1')
    await process.rest()
    await house.changePassword('a1', 'Changed456')
    house.gateway.answers('taken')
    house.clock.advance(seconds(5))
    await process.rest()
    expect(house.gateway.sent()).toMatchObject([
      { text: 'МультиФон Бизнес. Логин 79261234573, пароль Changed456' },
    ])
  })

  it('is dropped when the account has been disabled meanwhile, and stays dropped', async () => {
    const { house, process } = await withAccount()
    house.gateway.answers(temporary)
    await house.remind('a1')
    await process.rest()
    await house.change('a1', disableService)
    house.gateway.answers('taken')
    house.clock.advance(seconds(5))
    await process.rest()
    await house.change('a1', restoreService)
    house.clock.advance(minutes(10))
    await process.rest()
    expect(house.gateway.sent()).toEqual([])
    expect(await messagesOf(house)).toEqual([['MessageRequested', 'MessageFailed']])
    expect((await house.events()).find(({ type }) => type === 'MessageFailed')?.data).toEqual({
      attempts: 1,
      why: 'serviceDisabled',
    })
  })

  it('is sent while the service is suspended', async () => {
    const { house, process } = await withAccount()
    await house.change('a1', suspendService)
    await house.remind('a1')
    await process.rest()
    expect(house.gateway.sent()).toHaveLength(1)
  })

  it('is not sent when the number has been erased meanwhile', async () => {
    const { house, process } = await withAccount()
    house.gateway.answers(temporary)
    await house.remind('a1')
    await process.rest()
    await house.sealing.destroyKey('account-a1')
    house.gateway.answers('taken')
    house.clock.advance(seconds(5))
    await process.rest()
    expect(house.gateway.sent()).toEqual([])
    expect((await house.events()).at(-1)).toMatchObject({
      type: 'MessageFailed',
      data: { attempts: 1, why: 'numberErased' },
    })
  })

  it('is not even requested when the number was erased before it was seen', async () => {
    const house = cabinet()
    await house.provision('a1', '+79261234573', 'Secret123')
    await house.remind('a1')
    await house.sealing.destroyKey('account-a1')
    const process = house.start()
    await process.rest()
    expect(await messagesOf(house)).toEqual([])
    expect(await process.status()).toMatchObject({ waiting: 0, parked: 0, lagSeconds: 0 })
  })

  it('expires an hour after it was asked for, to the millisecond', async () => {
    const { house, process } = await withAccount()
    house.gateway.answers(temporary)
    await house.remind('a1')
    await process.stop()
    house.gateway.answers('taken')
    house.clock.advance(minutes(60))
    await house.start().rest()
    expect(house.gateway.sent()).toEqual([])
    expect(await messagesOf(house)).toEqual([['MessageRequested', 'MessageExpired']])
  })

  it('is still sent a millisecond before its hour is over', async () => {
    const house = cabinet()
    await house.provision('a1', '+79261234573', 'Secret123')
    await house.remind('a1')
    house.clock.advance(minutes(60) - 1)
    await house.start().rest()
    expect(house.gateway.sent()).toHaveLength(1)
  })

  it('expires on time while tries go on', async () => {
    const house = cabinet()
    await house.provision('a1', '+79261234573', 'Secret123')
    house.gateway.answers(temporary)
    await house.remind('a1')
    const process = house.start({ policy: { firstPause: minutes(45), longestPause: minutes(45) } })
    await process.rest()
    house.clock.advance(minutes(45))
    await process.rest()
    house.clock.advance(minutes(15))
    await process.rest()
    expect(await messagesOf(house)).toEqual([['MessageRequested', 'MessageExpired']])
    expect((await house.events()).at(-1)?.data).toEqual({ attempts: 2 })
  })

  it('ends as failed, with the gateway’s own word, when the gateway refuses it for good', async () => {
    const { house, process } = await withAccount()
    house.gateway.answers(permanent)
    await house.remind('a1')
    await process.rest()
    house.clock.advance(minutes(10))
    await process.rest()
    expect(house.gateway.handed).toHaveLength(1)
    expect((await house.events()).at(-1)).toMatchObject({
      type: 'MessageFailed',
      data: { attempts: 1, why: 'numberRefused' },
    })
    expect(await process.status()).toMatchObject({ waiting: 0, parked: 0 })
  })

  it('goes out once for each time it was asked for', async () => {
    const { house, process } = await withAccount()
    for (let asked = 0; asked < 3; asked += 1) await house.remind('a1')
    await process.rest()
    expect(house.gateway.handed).toHaveLength(3)
    expect(new Set(house.gateway.handed.map(({ id }) => id)).size).toBe(3)
  })

  it('tells no line of the process log the number, the login or the password', async () => {
    const { house, process } = await withAccount()
    for (const answer of ['broken', temporary, permanent] as const) {
      house.gateway.answers(answer)
      await house.remind('a1')
      await process.rest()
      for (let minute = 0; minute < 60; minute += 1) {
        house.clock.advance(minutes(1))
        await process.rest()
      }
    }
    expect(house.lines.length).toBeGreaterThan(0)
    expect(JSON.stringify(house.lines)).not.toMatch(/9261234573|Secret123/)
  })
})
