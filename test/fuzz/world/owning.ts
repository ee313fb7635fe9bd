import { z } from 'zod'
import { beginAuthenticator, chooseAuthenticator } from './authenticator.ts'
import { openBrowser } from './browser.ts'
import type { Begun } from './guest.ts'
import { codeSaid, tokenSaid } from './inbox.ts'
import { customerAt } from './stand.ts'
import { freshEmail, freshPassword, freshPhone, type Supply, type SupplyWithInbox, twice } from './supply.ts'

const sessions = z.object({ items: z.array(z.object({ id: z.string(), isCurrent: z.boolean() })) })

const signedIn = async ({ port, subscriber }: Supply) => {
  const account = await subscriber()
  return { account, browser: openBrowser(port, account.cookie) }
}

/** Whoever looks after the own Profile, with a second browser signed in. */
export const beginOwner = async (supply: Supply): Promise<Begun> => {
  const { account, browser } = await signedIn(supply)
  await openBrowser(supply.port).ask('POST', 'session/profile', account.profile)
  const { items } = sessions.parse(JSON.parse(await browser.ask('GET', 'profile/sessions')))
  const sessionId = items.find(({ isCurrent }) => !isCurrent)?.id ?? ''
  return customerAt('open', account, browser, {
    name: 'owner',
    knows: () => ({ sessionId, type: 'vats', accountId: account.id }),
    due: {
      getSession: null,
      getProfile: null,
      getProfileHistory: null,
      listProfileAccounts: null,
      remindPassword: null,
      listProfileSessions: null,
      endProfileSession: null,
      endOtherProfileSessions: null,
      listProfileServices: null,
      linkProfileService: () => ({ account: 'romashka@vats', password: freshPassword() }),
      unlinkProfileService: null,
      acceptOffer: () => ({ version: supply.offer }),
      changeEmail: () => ({ email: freshEmail() }),
      askForPhone: () => ({ phone: freshPhone() }),
      setTwoFactor: () => ({ method: 'sms' }),
      beginAuthenticator: null,
      chooseAccount: () => ({ accountId: account.id }),
      confirmSession: () => ({ password: account.profile.password }),
      changeProfilePassword: () => twice(freshPassword()),
      unlinkProfileAccount: null,
    },
  })
}

/** Whoever is setting an authenticator up. */
export const beginSettingUp = async (supply: Supply): Promise<Begun> => {
  const { account, browser } = await signedIn(supply)
  const authenticator = await beginAuthenticator(browser)
  return customerAt('open', account, browser, {
    name: 'owner, authenticator begun',
    secrets: [authenticator.secret],
    due: { setTwoFactor: authenticator.choice },
  })
}

/** Whoever has an authenticator. */
export const beginWithAuthenticator = async (supply: Supply): Promise<Begun> => {
  const { account, browser } = await signedIn(supply)
  const authenticator = await beginAuthenticator(browser)
  const codes = await chooseAuthenticator(browser, authenticator)
  return customerAt('open', account, browser, {
    name: 'owner, with authenticator',
    secrets: [authenticator.secret, ...codes],
    due: {
      renewRecoveryCodes: null,
      confirmSession: () => ({ code: authenticator.code() }),
      setTwoFactor: () => ({ method: 'none' }),
    },
  })
}

/** Whoever's second factor is the SMS; `isSent`: a code to confirm with was asked for. */
export const beginWithSms = async (supply: SupplyWithInbox, isSent: boolean): Promise<Begun> => {
  const { account, browser } = await signedIn(supply)
  await browser.ask('PUT', 'profile/two-factor', { method: 'sms' })
  const name = `owner, by SMS${isSent ? ', code sent' : ''}`
  const off = { setTwoFactor: () => ({ method: 'none' }) }
  if (!isSent) return customerAt('open', account, browser, { name, due: { sendConfirmation: null, ...off } })
  await browser.ask('POST', 'session/confirmation/codes')
  const code = await supply.inbox.take(account.profile.login, codeSaid)
  return customerAt('open', account, browser, { name, due: { confirmSession: () => ({ code }) } })
}

/** Whoever has asked for another phone. */
export const beginChangingPhone = async (supply: SupplyWithInbox): Promise<Begun> => {
  const { account, browser } = await signedIn(supply)
  const phone = freshPhone()
  await browser.ask('PUT', 'profile/phone', { phone })
  const code = await supply.inbox.take(phone, codeSaid)
  return customerAt('open', account, browser, {
    name: 'owner, phone asked for',
    marks: [phone],
    due: { confirmPhone: () => ({ phone, code }) },
  })
}

/** Whoever has asked for another e-mail. */
export const beginChangingEmail = async (supply: SupplyWithInbox): Promise<Begun> => {
  const { account, browser } = await signedIn(supply)
  const email = freshEmail()
  await browser.ask('PUT', 'profile/email', { email })
  const token = await supply.inbox.take(email, tokenSaid)
  return customerAt('open', account, browser, {
    name: 'owner, e-mail asked for',
    secrets: [token],
    marks: [email],
    due: { confirmEmail: () => ({ token }) },
  })
}
