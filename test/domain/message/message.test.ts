import { describe, expect, it } from 'vitest'
import {
  conclude,
  type MessageEvent,
  message,
  requestMessage,
  unpark,
} from '../../../domain/message/message.ts'
import { erased } from '../../../domain/sealed.ts'
import { histories, noon } from '../given-when-then.ts'

const given = histories(message)

const asked = {
  kind: 'sms',
  purpose: 'passwordReminder',
  accountId: 'a',
  profileId: null,
  deadline: noon,
  to: '+7926•••••73',
} as const
const requested: MessageEvent = { type: 'MessageRequested', data: asked }
const handedOver = { type: 'MessageHandedOver', data: { attempts: 1 } } as const
const failed = { type: 'MessageFailed', data: { attempts: 1, why: 'rejected' } } as const
const expired = { type: 'MessageExpired', data: { attempts: 3 } } as const
const parked = { type: 'MessageParked', data: { attempts: 5, why: 'timeout' } } as const
const unparked: MessageEvent = { type: 'MessageUnparked', data: {} }

describe('M26: an SMS', () => {
  it('is asked for once: the same reaction run again sends nothing again', () => {
    given([]).when(requestMessage(asked)).then([requested])
    for (const history of [[requested], [requested, handedOver], [requested, parked]])
      given(history).when(requestMessage(asked)).thenNothing()
  })

  it.each([handedOver, failed, expired, parked])('waiting, ends: $type', (ending) => {
    given([requested]).when(conclude(ending)).then([ending])
  })

  it.each([handedOver, failed, expired])('that ended with $type stays so', (first) => {
    for (const ending of [handedOver, failed, expired, parked])
      given([requested, first]).when(conclude(ending)).thenNothing()
    given([requested, first]).when(unpark).thenNothing()
  })

  it('that is parked is not sent before staff let it be tried again', () => {
    given([requested, parked]).when(conclude(handedOver)).thenNothing()
    given([requested, parked]).when(unpark).then([unparked])
    given([requested, parked, unparked]).when(conclude(handedOver)).then([handedOver])
    given([requested, parked, unparked]).when(unpark).thenNothing()
  })

  it('that nobody asked for cannot end', () => {
    given([]).when(conclude(handedOver)).thenNothing()
    given([]).when(unpark).thenNothing()
    expect(given([handedOver, parked]).state).toEqual({ status: 'absent' })
  })

  it('knows its account, its purpose and its deadline, and not its address', () => {
    expect(given([requested]).state).toEqual({
      status: 'waiting',
      kind: 'sms',
      purpose: 'passwordReminder',
      accountId: 'a',
      profileId: null,
      deadline: noon,
      forgotten: false,
    })
  })

  it('M19: knows when whoever it was for has been forgotten', () => {
    const forgotten: MessageEvent = { type: 'MessageRequested', data: { ...asked, to: erased } }
    expect(given([forgotten, parked]).state).toMatchObject({ status: 'parked', forgotten: true })
  })
})
