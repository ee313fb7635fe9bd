import { match } from 'ts-pattern'
import { type Decided, nothingToDo, record, refuse } from '../decision.ts'
import type { SipAccountEvent } from './events.ts'
import { isCallerId } from './number.ts'
import type { SipAccountDecision, SipAccountRefusal } from './sip-account.ts'

type Result = Decided<SipAccountEvent, SipAccountRefusal>

/** Shows this number on outgoing calls (M23); `null` shows none. The operator's to set. */
export const setCallerId =
  (number: string | null): SipAccountDecision =>
  (account) =>
    match(account)
      .returnType<Result>()
      .with({ status: 'absent' }, () => refuse('AccountNotFound'))
      .with({ status: 'disabled' }, () => refuse('ServiceDisabled'))
      .with({ status: 'suspended' }, () => refuse('ServiceSuspended'))
      .with({ status: 'active', callerId: number }, () => nothingToDo)
      .with({ status: 'active' }, () => {
        if (number === null) return record({ type: 'CallerIdCleared', data: {} })
        return isCallerId(number)
          ? record({ type: 'CallerIdSet', data: { number } })
          : refuse('CallerIdInvalid')
      })
      .exhaustive()

/** Activates a tariff option by name (M22); `null` returns to the basic tariff. A suspension does not hinder it. */
export const setTariffOption =
  (name: string | null): SipAccountDecision =>
  (account) =>
    match(account)
      .returnType<Result>()
      .with({ status: 'absent' }, () => refuse('AccountNotFound'))
      .with({ status: 'disabled' }, () => refuse('ServiceDisabled'))
      .with({ tariffOption: name }, () => nothingToDo)
      .with({ status: 'active' }, { status: 'suspended' }, () =>
        name === null
          ? record({ type: 'TariffOptionDeactivated', data: {} })
          : record({ type: 'TariffOptionActivated', data: { name } }),
      )
      .exhaustive()

/** The operator suspends the service; what the subscriber may still do is in `events.md`. */
export const suspendService: SipAccountDecision = (account) =>
  match(account)
    .returnType<Result>()
    .with({ status: 'absent' }, () => refuse('AccountNotFound'))
    .with({ status: 'disabled' }, () => refuse('ServiceDisabled'))
    .with({ status: 'suspended' }, () => nothingToDo)
    .with({ status: 'active' }, () => record({ type: 'ServiceSuspended', data: {} }))
    .exhaustive()

/** Ends a suspension. */
export const resumeService: SipAccountDecision = (account) =>
  match(account)
    .returnType<Result>()
    .with({ status: 'absent' }, () => refuse('AccountNotFound'))
    .with({ status: 'disabled' }, () => refuse('ServiceDisabled'))
    .with({ status: 'active' }, () => nothingToDo)
    .with({ status: 'suspended' }, () => record({ type: 'ServiceResumed', data: {} }))
    .exhaustive()

/** Switches a disabled service on again, active whatever it was before; one that is only suspended stays so. */
export const restoreService: SipAccountDecision = (account) =>
  match(account)
    .returnType<Result>()
    .with({ status: 'absent' }, () => refuse('AccountNotFound'))
    .with({ status: 'active' }, { status: 'suspended' }, () => nothingToDo)
    .with({ status: 'disabled' }, () => record({ type: 'ServiceRestored', data: {} }))
    .exhaustive()
