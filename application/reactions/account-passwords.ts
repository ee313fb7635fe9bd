import type { Aggregate } from '../../domain/decision.ts'
import type { SipAccountEvent } from '../../domain/sip-account/events.ts'
import { sipAccount } from '../../domain/sip-account/sip-account.ts'
import type { SecretRef } from '../ports/vault.ts'

/** Every secret that an account's stream names, in order; the last one is the SIP password in force. */
export type AccountPasswords = readonly SecretRef[]

/** The account's stream, folded for its passwords only. */
export const accountPasswords: Aggregate<AccountPasswords, SipAccountEvent, 'sipAccount'> = {
  category: sipAccount.category,
  owns: sipAccount.owns,
  initial: [],
  evolve: (refs, event) =>
    event.type === 'SipAccountProvisioned' || event.type === 'PasswordChanged'
      ? [...refs, event.data.passwordRef]
      : refs,
}

/** The secret that `ref` took the place of; `null` when there is none, or when it is in force (again). */
export const replacedBy = (refs: AccountPasswords, ref: SecretRef): SecretRef | null => {
  const before = refs[refs.lastIndexOf(ref) - 1]
  return before === undefined || before === refs.at(-1) ? null : before
}
