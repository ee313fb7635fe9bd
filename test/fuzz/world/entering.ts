import { beginAuthenticator, chooseAuthenticator } from './authenticator.ts'
import { openBrowser } from './browser.ts'
import type { Begun } from './guest.ts'
import { codeSaid } from './inbox.ts'
import { customerAt } from './stand.ts'
import type { Supply, SupplyWithInbox } from './supply.ts'

/** A sign-in that waits for the code of an SMS (M7); `waits`: to have it sent again. */
export const beginWaitingForSms = async (supply: SupplyWithInbox, waits = false): Promise<Begun> => {
  const account = await supply.subscriber()
  await openBrowser(supply.port, account.cookie).ask('PUT', 'profile/two-factor', { method: 'sms' })
  const browser = openBrowser(supply.port)
  await browser.ask('POST', 'session/profile', account.profile)
  const code = await supply.inbox.take(account.profile.login, codeSaid)
  return customerAt('secondFactor', account, browser, {
    name: 'waits for SMS',
    due: waits ? { sendSecondFactor: null } : { passSecondFactor: () => ({ code }) },
  })
}

/** A sign-in that waits for an authenticator's code (M7); `lost`: a recovery code is given in its place. */
export const beginWaitingForApp = async (supply: Supply, lost = false): Promise<Begun> => {
  const account = await supply.subscriber()
  const first = openBrowser(supply.port, account.cookie)
  const authenticator = await beginAuthenticator(first)
  const codes = await chooseAuthenticator(first, authenticator)
  const browser = openBrowser(supply.port)
  await browser.ask('POST', 'session/profile', account.profile)
  return customerAt('secondFactor', account, browser, {
    name: `waits for authenticator${lost ? ', lost' : ''}`,
    secrets: [authenticator.secret, ...codes],
    due: { passSecondFactor: () => ({ code: lost ? codes[0] : authenticator.code() }) },
  })
}
