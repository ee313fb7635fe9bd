import { emailOfPhone } from '../../registered-profiles.ts'
import { beginRecovery } from './account.ts'
import { openBrowser } from './browser.ts'
import type { Begun } from './guest.ts'
import { codeSaid, tokenSaid } from './inbox.ts'
import { type Stand, strangerAt } from './stand.ts'
import { freshPassword, type SupplyWithInbox, twice } from './supply.ts'

/** Steps of a recovery (M17). */
export type RecoveryStage = 'phoneCode' | 'emailLink' | 'password'

/** Brings somebody to a step of a recovery, where the SMS or the letter can also be asked for again once they wait. */
export const beginRecovering = async (
  { port, inbox, profile, subscriber }: SupplyWithInbox,
  stage: RecoveryStage,
  hasTwoFactor: boolean,
  waits = false,
): Promise<Begun> => {
  const account = hasTwoFactor ? await subscriber() : null
  const { login } = account?.profile ?? profile()
  if (account !== null)
    await openBrowser(port, account.cookie).ask('PUT', 'profile/two-factor', { method: 'sms' })
  const recoveryId = await beginRecovery(port, login)
  const secrets: string[] = []
  const at = (due: Stand['due']): Begun =>
    strangerAt({
      name: `nobody, recovery${hasTwoFactor ? ' with two-factor' : ''}, ${stage}`,
      due,
      knows: () => ({ recoveryId }),
      secrets,
      marks: [recoveryId],
    })

  const code = await inbox.take(login, codeSaid)
  if (stage === 'phoneCode')
    return at(waits ? { sendRecoveryCode: null } : { confirmRecoveryPhone: () => ({ code }) })
  const stranger = openBrowser(port)
  await stranger.ask('POST', `recoveries/${recoveryId}/phone-confirmation`, { code })
  if (hasTwoFactor) {
    const token = await inbox.take(emailOfPhone(login), tokenSaid)
    secrets.push(token)
    if (stage === 'emailLink')
      return at(waits ? { sendRecoveryLetter: null } : { confirmEmail: () => ({ token }) })
    await stranger.ask('POST', 'email-confirmations', { token })
  }
  const password = freshPassword()
  secrets.push(password)
  return at({ setRecoveredPassword: () => twice(password) })
}
