import { describe, expect, it } from 'vitest'
import type { AccountSettings, ChangeAccount } from '../../../application/accounts/account-settings.ts'
import { hours } from '../../../domain/instant.ts'
import { sipAccount } from '../../../domain/sip-account/sip-account.ts'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { circumstances } from '../circumstances.ts'
import { accountsSide } from './accounts-side.ts'

const opened = async () => {
  const side = accountsSide()
  const { accountId } = await side.provisioned()
  const ask = (change: ChangeAccount, ifMatch?: number) =>
    change({ accountId, circumstances: circumstances(), ifMatch })()
  return { ...side, accountId, ask }
}

const changes: readonly (readonly [string, string, (settings: AccountSettings) => ChangeAccount])[] = [
  ['M24: routing', 'RoutingChanged', ({ changeRouting }) => changeRouting('SIP+GSM')],
  ['M25: the trunk limit', 'TrunkLimitSet', ({ setTrunkLimit }) => setTrunkLimit(7)],
  ['M26: a reminder', 'PasswordReminderRequested', ({ requestPasswordReminder }) => requestPasswordReminder],
  ['M23: the caller id', 'CallerIdSet', ({ setCallerId }) => setCallerId('+74951234567')],
  ['M22: the tariff option', 'TariffOptionActivated', ({ setTariffOption }) => setTariffOption('Безлимит')],
  ['M21: a suspension', 'ServiceSuspended', ({ suspendService }) => suspendService],
  ['M28: the service’s end', 'ServiceDisabled', ({ disableService }) => disableService],
]

describe('O1: the settings of an account, one decision on one stream each', () => {
  it.each(changes)('%s is recorded as %s', async (_, type, change) => {
    const { ask, settings, stream, accountId } = await opened()
    expect(rightOf(await ask(change(settings)))).toMatchObject({ revision: 1, recorded: [{ type }] })
    expect((await stream(`sipAccount-${accountId}`)).at(-1)).toMatchObject({ type, revision: 1 })
  })

  it.each(changes)('%s with a stale If-Match is refused', async (_, __, change) => {
    const { ask, settings, stream, accountId } = await opened()
    expect(leftOf(await ask(change(settings), 3))).toEqual({ code: 'RevisionStale' })
    expect(await stream(`sipAccount-${accountId}`)).toHaveLength(1)
  })

  it('M21: what was suspended is resumed, what was disabled is restored', async () => {
    const { ask, settings } = await opened()
    await ask(settings.suspendService)
    expect(rightOf(await ask(settings.resumeService)).state).toMatchObject({ status: 'active' })
    await ask(settings.disableService)
    expect(leftOf(await ask(settings.resumeService))).toEqual({ code: 'ServiceDisabled' })
    expect(rightOf(await ask(settings.restoreService)).state).toMatchObject({ status: 'active' })
  })

  it('M26: the fourth reminder within 24 hours by the product’s clock is refused, then the time has come', async () => {
    const { ask, settings, clock } = await opened()
    for (let n = 0; n < 3; n += 1) {
      rightOf(await ask(settings.requestPasswordReminder))
      clock.advance(hours(1))
    }
    expect(leftOf(await ask(settings.requestPasswordReminder))).toEqual({
      code: 'TooManyReminders',
      retryAfter: 21 * 3600,
    })
    clock.advance(hours(21))
    expect(rightOf(await ask(settings.requestPasswordReminder)).recorded).toHaveLength(1)
  })

  it('M26: ten reminders asked for at once are three', async () => {
    const { ask, settings, stream, accountId } = await opened()
    await Promise.all(Array.from({ length: 10 }, () => ask(settings.requestPasswordReminder)))
    const types = (await stream(`sipAccount-${accountId}`)).map(({ type }) => type)
    expect(types.filter((type) => type === 'PasswordReminderRequested')).toHaveLength(3)
  })

  it('M23: the caller id is sealed for the account, and erased with its key', async () => {
    const { ask, settings, handler, sealing, accountId } = await opened()
    await ask(settings.setCallerId('+74951234567'))
    await sealing.destroyKey(`account-${accountId}`)
    expect(rightOf(await handler.load(sipAccount, accountId)()).state).toMatchObject({
      callerId: { erased: true },
      number: { erased: true },
      trunkLimit: 2,
    })
  })
})
