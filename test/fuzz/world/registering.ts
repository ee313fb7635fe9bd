import { openBrowser } from './browser.ts'
import type { Begun } from './guest.ts'
import { codeSaid, tokenSaid } from './inbox.ts'
import { customerAt, type Stand } from './stand.ts'
import { freshEmail, freshPassword, freshPhone, type Supply, type SupplyWithInbox, twice } from './supply.ts'

/** Steps of a registration (M4–M9) behind its first message, by what is due. */
export const registrationStages = ['phoneCode', 'details', 'password', 'letter', 'emailConfirmation'] as const
export type RegistrationStage = (typeof registrationStages)[number]

/** A newcomer whose registration has just begun (M2). */
export const beginFirstStep = async ({ port, newcomer }: Supply): Promise<Begun> => {
  const account = await newcomer()
  return customerAt('newcomer', account, openBrowser(port, account.cookie), {
    name: 'newcomer, phone',
    due: {
      getRegistration: null,
      giveUpRegistration: null,
      giveRegistrationPhone: () => ({ phone: freshPhone() }),
    },
  })
}

/** Brings a newcomer to a step of the registration; `waits`: to have the SMS sent again. */
export const beginRegistering = async (
  { port, newcomer, inbox, offer }: SupplyWithInbox,
  stage: RegistrationStage,
  waits = false,
): Promise<Begun> => {
  const account = await newcomer()
  const browser = openBrowser(port, account.cookie)
  const path = `registrations/${account.registrationId}`
  const [phone, email, password] = [freshPhone(), freshEmail(), freshPassword()]
  const details = { lastName: 'Соколова', firstName: 'Анна', email, acceptedOffer: offer }
  const secrets = [password]
  const at = (due: Stand['due']): Begun =>
    // The last step opens the cabinet.
    customerAt(stage === 'emailConfirmation' ? 'open' : 'newcomer', account, browser, {
      name: `newcomer, ${stage}`,
      due,
      secrets,
      marks: [phone, email],
    })

  await browser.ask('PUT', `${path}/phone`, { phone })
  const code = await inbox.take(phone, codeSaid)
  if (waits) return at({ sendRegistrationCode: null })
  if (stage === 'phoneCode') return at({ confirmRegistrationPhone: () => ({ code }) })
  await browser.ask('POST', `${path}/phone-confirmation`, { code })
  if (stage === 'details') return at({ giveRegistrationDetails: () => details })
  await browser.ask('PUT', `${path}/details`, details)
  if (stage === 'password') return at({ setRegistrationPassword: () => twice(password) })
  await browser.ask('PUT', `${path}/password`, twice(password))
  if (stage === 'letter') return at({ sendRegistrationLetter: () => ({ email }) })
  await browser.ask('POST', `${path}/letters`, { email })
  const token = await inbox.take(email, tokenSaid)
  secrets.push(token)
  return at({ confirmEmail: () => ({ token }) })
}
