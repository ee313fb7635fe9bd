import { describe, it } from 'vitest'
import { conclude, giveUp, type MessageEvent, message, unpark } from '../../../domain/message/message.ts'
import { histories, noon } from '../given-when-then.ts'

const given = histories(message)

const requested: MessageEvent = {
  type: 'MessageRequested',
  data: {
    kind: 'sms',
    purpose: 'passwordReminder',
    accountId: 'a',
    profileId: null,
    deadline: noon,
    to: '+7926•••••73',
  },
}
const unparked: MessageEvent = { type: 'MessageUnparked', data: {} }
const parked: MessageEvent = { type: 'MessageParked', data: { attempts: 5, why: 'timeout' } }
const skipped: MessageEvent = { type: 'MessageFailed', data: { attempts: 5, why: 'skippedByStaff' } }
const handedOver = { type: 'MessageHandedOver', data: { attempts: 1 } } as const

describe('M26: an SMS that staff give up', () => {
  it('has failed, whether it was parked or on its way to be tried again', () => {
    for (const history of [[requested, parked], [requested], [requested, parked, unparked]])
      given(history).when(giveUp(5)).then([skipped])
  })

  it('is neither sent nor tried again', () => {
    given([requested, parked, skipped]).when(unpark).thenNothing()
    given([requested, parked, skipped]).when(conclude(handedOver)).thenNothing()
    given([requested, parked, skipped]).when(giveUp(5)).thenNothing()
  })

  it('stays as it ended when it has ended, and cannot be one that nobody asked for', () => {
    given([requested, handedOver]).when(giveUp(1)).thenNothing()
    given([]).when(giveUp(0)).thenNothing()
  })
})
