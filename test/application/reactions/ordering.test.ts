import { describe, expect, it } from 'vitest'
import { seconds } from '../../../domain/instant.ts'
import { cabinet, messagesOf } from './rig.ts'
import { temporary } from './scripted-gateway.ts'

const accounts = async (count: number) => {
  const house = cabinet()
  const numbers = Array.from({ length: count }, (_, n) => `+7926000000${n}`)
  for (const [n, number] of numbers.entries()) await house.provision(`a${n}`, number, `Secret12${n}`)
  return { house, numbers }
}

describe('messages of one account', () => {
  it('go out in the order in which they were asked for; a later one waits for an earlier one', async () => {
    const { house } = await accounts(1)
    house.gateway.answers(temporary)
    for (let asked = 0; asked < 3; asked += 1) await house.remind('a0')
    const asked = (await house.events()).filter(({ type }) => type === 'PasswordReminderRequested')
    const process = house.start()
    await process.rest()
    expect(house.gateway.handed).toHaveLength(1)
    house.gateway.answers('taken')
    house.clock.advance(seconds(5) - 1)
    await process.rest()
    expect(house.gateway.handed).toHaveLength(1)
    house.clock.advance(1)
    await process.rest()
    const handedOver = (await house.events()).filter(({ type }) => type === 'MessageHandedOver')
    expect(handedOver.map(({ metadata }) => metadata['causationId'])).toEqual(asked.map(({ id }) => id))
    expect(handedOver.map(({ data }) => data['attempts'])).toEqual([2, 1, 1])
  })

  it('do not wait for one that is parked', async () => {
    const { house } = await accounts(1)
    house.gateway.answers(temporary)
    await house.remind('a0')
    const process = house.start({ policy: { mostTries: 1 } })
    await process.rest()
    house.gateway.answers('taken')
    await house.remind('a0')
    await process.rest()
    expect(house.gateway.sent()).toHaveLength(1)
    expect(await messagesOf(house)).toEqual([
      ['MessageRequested', 'MessageParked'],
      ['MessageRequested', 'MessageHandedOver'],
    ])
  })
})

describe('messages of several accounts', () => {
  it('do not wait for each other', async () => {
    const { house, numbers } = await accounts(3)
    house.gateway.answers(temporary)
    await house.remind('a0')
    const process = house.start()
    await process.rest()
    house.gateway.answers('taken')
    await house.remind('a1')
    await house.remind('a2')
    await process.rest()
    expect(house.gateway.sent().map(({ to }) => to)).toEqual(numbers.slice(1))
  })

  it('are sent at once only as many as is allowed; the next one as soon as there is room', async () => {
    const { house } = await accounts(5)
    house.gateway.answers('silence')
    for (let n = 0; n < 5; n += 1) await house.remind(`a${n}`)
    const process = house.start({ policy: { parallel: 2 } })
    await process.rest()
    expect(house.gateway.handed).toHaveLength(2)
    house.gateway.wakeUp()
    await process.rest()
    expect(house.gateway.handed).toHaveLength(4)
    house.gateway.wakeUp()
    await process.rest()
    expect(house.gateway.handed).toHaveLength(5)
    house.gateway.wakeUp()
    await process.rest()
    expect(house.gateway.sent()).toHaveLength(5)
  })

  it('are never two of the same account at once', async () => {
    const { house } = await accounts(2)
    house.gateway.answers('silence')
    for (const account of ['a0', 'a0', 'a0', 'a1']) await house.remind(account)
    const process = house.start()
    await process.rest()
    expect(house.gateway.handed.map(({ to }) => to).sort()).toEqual(['+79260000000', '+79260000001'])
  })
})
