import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { RefusalOf } from '../../domain/decision.ts'
import { changePassword, sipAccount } from '../../domain/sip-account/sip-account.ts'
import { isSipPassword } from '../../domain/sip-account/sip-password.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { SecretRef, SecretVault } from '../ports/vault.ts'
import type { AccountChange, AccountOrder, AccountRefusal } from './account-settings.ts'
import { isUnused } from './unused-secret.ts'

/**
 * Replaces the SIP password by one the subscriber chooses (M27): vault, then account; what the old secret was is
 * destroyed by a reaction, an unused new one at once or by the sweep. The present password again changes nothing.
 * Refused: SipPasswordWeak, ServiceDisabled.
 */
export type ChangeSipPassword = (
  order: AccountOrder,
  newPassword: string,
) => TaskEither<AccountRefusal | RefusalOf<'SipPasswordWeak'>, AccountChange>

export const changeSipPassword = (handler: CommandHandler, vault: SecretVault): ChangeSipPassword => {
  const name = ({ accountId, circumstances, ifMatch }: AccountOrder, passwordRef: SecretRef) =>
    handler.execute({
      aggregate: sipAccount,
      id: accountId,
      owner: `account-${accountId}`,
      decide: changePassword(passwordRef),
      circumstances,
      ifMatch,
    })()

  /** The reference to name: the present one when the password stays as it is, else a new secret's. */
  const keep = async (
    accountId: string,
    newPassword: string,
    presentRef: SecretRef | null,
  ): Promise<SecretRef> =>
    presentRef !== null && (await vault.verify(presentRef, newPassword))
      ? presentRef
      : vault.put(`account-${accountId}`, newPassword)

  return (order, newPassword) => async () => {
    if (!isSipPassword(newPassword)) return E.left({ code: 'SipPasswordWeak' })
    const loaded = await handler.load(sipAccount, order.accountId)()
    if (E.isLeft(loaded)) return loaded
    const { state } = loaded.right
    const presentRef = state.status === 'absent' ? null : state.passwordRef
    const ref = await keep(order.accountId, newPassword, presentRef)
    const result = await name(order, ref)
    if (ref !== presentRef && isUnused(ref, result)) await vault.destroy(ref)
    return result
  }
}
