import * as E from 'fp-ts/lib/Either.js'
import { hours } from '../../domain/instant.ts'
import { isErased } from '../../domain/sealed.ts'
import { loginOfNumber, maskNumber, type ServiceNumber } from '../../domain/sip-account/number.ts'
import { type ProvisionedAccount, sipAccount } from '../../domain/sip-account/sip-account.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { SecretVault } from '../ports/vault.ts'
import { type MessageReaction, message, pointless } from './reaction.ts'
import { idIn } from './work.ts'

/** A reminder that comes later than this helps nobody (`architecture.md`, reactions). */
const reminderDeadline = hours(1)

type Receiver = ProvisionedAccount & { readonly number: ServiceNumber }

const hasNumber = (account: ProvisionedAccount): account is Receiver => !isErased(account.number)

/**
 * M26: the SIP password goes by SMS to the number that has the service. The one that is current when the message
 * leaves is sent, not the one at the time of asking; nothing is sent once the service is disabled.
 */
export const passwordReminder = (vault: SecretVault, handler: CommandHandler): MessageReaction =>
  message('PasswordReminderRequested', {
    name: 'passwordReminder',
    by: 'sms',
    subjectOf: ({ stream }) => `account-${idIn(stream)}`,

    request: async ({ at, subjectId: accountId }) => {
      const loaded = await handler.load(sipAccount, accountId)()
      if (E.isLeft(loaded)) return E.left('logAway')
      const { state } = loaded.right
      // Who is forgotten gets no message, and there is no key left to seal where it would have gone.
      if (state.status === 'absent' || !hasNumber(state)) return E.right(null)
      const to = maskNumber(state.number)
      return E.right({ accountId, profileId: null, to, deadline: at + reminderDeadline })
    },

    send: async (messageId, { subjectId: accountId }) => {
      const loaded = await handler.load(sipAccount, accountId)()
      if (E.isLeft(loaded)) return E.left('logAway')
      const { state } = loaded.right
      if (state.status === 'absent' || state.status === 'disabled') return pointless('serviceDisabled')
      if (!hasNumber(state)) return pointless('numberErased')
      const { passwordRef, number: to } = state
      const sent = await vault.remindBySms(passwordRef, { messageId, to, login: loginOfNumber(to) })
      if (E.isRight(sent)) return sent
      // The password was changed just now, and the next try finds the new one; or the vault has lost it, for staff to see.
      return E.left(sent.left === 'secretGone' ? { kind: 'temporary', reason: sent.left } : sent.left)
    },
  })
