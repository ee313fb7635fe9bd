import { describe, expect, it } from 'vitest'
import { type ForgetfulSealing, forgetfulSealing } from '../../../application/events/forgetful-sealing.ts'
import { openedEnvelopes } from '../../../application/reading/opened-envelopes.ts'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { fixedKeySealing } from '../events/fixed-key-sealing.ts'
import { appendTo, storedAs } from '../projections/running-views.ts'
import { lastOf, wholePage, withHistory } from './account-history.ts'
import { auditor, readableCabinet } from './readable-cabinet.ts'

describe('reading under trouble', () => {
  it('keeps nothing open that was being opened while its key was destroyed (M19)', async () => {
    const associated = { stream: 'sipAccount-a1', type: 'CallerIdSet', eventId: 'e-1', part: 'data' } as const
    const sealing = forgetfulSealing(fixedKeySealing())
    const envelope = await sealing.seal('account-a1', associated, { number: '+74951234567' })
    let finish = (): void => {}
    const held = new Promise<void>((resolve) => {
      finish = resolve
    })
    const slow: ForgetfulSealing = {
      ...sealing,
      unseal: async (...args) => {
        const opened = await sealing.unseal(...args)
        await held
        return opened
      },
    }
    const opened = openedEnvelopes(slow)
    const number = { envelope, field: 'number', ...associated }
    const first = opened.text(number)
    await sealing.destroyKey('account-a1')
    finish()
    await first
    expect(await opened.text(number)).toEqual({ erased: true })
  })

  it('refuses a subscriber’s history while a message or session of theirs is parked', async () => {
    const cabinet = readableCabinet()
    await cabinet.open('a1')
    await appendTo(cabinet.log, 'session-s1', storedAs('SessionOpened', { entry: 'sip', accountId: 'a1' }))
    const since = await appendTo(
      cabinet.log,
      'session-s1',
      storedAs('SessionRevoked', { cause: 'unheard of' }),
    )
    expect(leftOf(await cabinet.history.ofAccount('a1', wholePage, since)())).toEqual({ code: 'ViewParked' })
  })

  it('shows an auditor everything that was recorded before the reading, without being told to wait', async () => {
    const { cabinet } = await withHistory()
    await cabinet.caughtUp()
    await appendTo(cabinet.log, 'session-s9', storedAs('SessionOpened', { entry: 'sip', accountId: 'a1' }))
    const { items } = rightOf(await cabinet.history.audit({}, wholePage, auditor(), null)())
    expect(items[0]).toMatchObject({ type: 'SessionOpened' })
    expect(items).toHaveLength(Number(await lastOf(cabinet)) - 1)
  })
})
