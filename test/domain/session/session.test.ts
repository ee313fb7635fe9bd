import { describe, expect, it } from 'vitest'
import { close, openBySip, revoke, type SessionEvent, session } from '../../../domain/session/session.ts'
import { histories } from '../given-when-then.ts'

const given = histories(session)

const opened: SessionEvent = { type: 'SessionOpened', data: { entry: 'sip', accountId: 'a' } }
const closed: SessionEvent = { type: 'SessionClosed', data: {} }
const revoked: SessionEvent = { type: 'SessionRevoked', data: { cause: 'passwordChanged' } }

describe('a session', () => {
  it('M2: is opened for the account whose SIP password was given', () => {
    given([]).when(openBySip('a')).then([opened])
    expect(given([opened]).state).toEqual({ status: 'open', accountId: 'a' })
  })

  it('is opened once', () => {
    given([opened]).when(openBySip('a')).refused('SessionExists')
    given([opened, closed]).when(openBySip('b')).refused('SessionExists')
  })

  it('M29: ends when the person leaves', () => {
    given([opened]).when(close).then([closed])
    expect(given([opened, closed]).state).toEqual({ status: 'ended', accountId: 'a' })
  })

  it.each(['passwordChanged', 'accessWithdrawn', 'byOwner'] as const)('is revoked: %s', (cause) => {
    given([opened])
      .when(revoke(cause))
      .then([{ type: 'SessionRevoked', data: { cause } }])
  })

  it('that has ended ends only once, however it ended', () => {
    for (const ending of [closed, revoked]) {
      given([opened, ending]).when(close).thenNothing()
      given([opened, ending]).when(revoke('byOwner')).thenNothing()
    }
  })

  it('that never was cannot end', () => {
    given([]).when(close).thenNothing()
    given([]).when(revoke('byOwner')).thenNothing()
    expect(given([closed, revoked]).state).toEqual({ status: 'absent' })
  })
})
