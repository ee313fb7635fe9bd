import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { developmentInbox } from '../../../infrastructure/sms/development-inbox.ts'

const setUp = (capacity?: number) => {
  let now = 1000
  const clock = { now: () => now, wait: async () => {} }
  const inbox = developmentInbox({ clock, ...(capacity === undefined ? {} : { capacity }) })
  const send = (id: string, text: string) => {
    now += 1
    return inbox.smsGateway.send({ id, to: '+79261234573', text })
  }
  return { inbox, send }
}

describe('the development inbox', () => {
  it('takes what a gateway would send, and shows it newest first', async () => {
    const { inbox, send } = setUp()
    expect(await send('m1', 'one')).toEqual(E.right(undefined))
    await send('m2', 'two')
    expect(inbox.items()).toEqual([
      { id: 'm2', kind: 'sms', to: '+79261234573', subject: null, text: 'two', at: 1002 },
      { id: 'm1', kind: 'sms', to: '+79261234573', subject: null, text: 'one', at: 1001 },
    ])
  })

  it('takes letters too, in one order with the SMS', async () => {
    const { inbox, send } = setUp()
    await send('m1', 'one')
    const letter = { id: 'm2', to: 'anna@example.org', subject: 'Подтвердите адрес', text: 'two' }
    expect(await inbox.mailGateway.send(letter)).toEqual(E.right(undefined))
    expect(inbox.items()).toMatchObject([
      { ...letter, kind: 'mail' },
      { id: 'm1', kind: 'sms' },
    ])
  })

  it('shows a message that is handed over twice once, as it came first', async () => {
    const { inbox, send } = setUp()
    await send('m1', 'one')
    expect(await send('m1', 'one, again')).toEqual(E.right(undefined))
    expect(inbox.items()).toMatchObject([{ id: 'm1', text: 'one', at: 1001 }])
  })

  it('forgets the oldest when it is full', async () => {
    const { inbox, send } = setUp(2)
    for (const id of ['m1', 'm2', 'm3']) await send(id, id)
    expect(inbox.items().map(({ id }) => id)).toEqual(['m3', 'm2'])
  })
})
