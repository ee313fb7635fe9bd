import { hours } from '../../domain/instant.ts'
import { loginOfNumber, maskNumber } from '../../domain/sip-account/number.ts'
import type { SecretVault } from '../ports/vault.ts'
import type { MessageReaction } from './reaction.ts'

/** A reminder that comes later than this helps nobody (`architecture.md`, reactions). */
const reminderDeadline = hours(1)

/**
 * M26: the SIP password goes by SMS to the number that has the service. The one that is current when the message
 * leaves is sent, not the one at the time of asking.
 */
export const passwordReminder = (vault: SecretVault): MessageReaction => ({
  kind: 'message',
  name: 'passwordReminder',
  on: 'PasswordReminderRequested',
  request: ({ at }, { number }) => ({ to: maskNumber(number), deadline: at + reminderDeadline }),
  send: (messageId, { passwordRef, number }) =>
    vault.remindBySms(passwordRef, { messageId, to: number, login: loginOfNumber(number) }),
})
