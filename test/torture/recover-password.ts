import { bodyOf, json } from './asking.ts'
import { sentTo } from './inbox.ts'
import { password, wish } from './new-wish.ts'
import type { KnownPerson, KnownRecovery, Wish } from './wish.ts'
import type { Writer } from './writer.ts'

type Recovering = Omit<Writer, 'keepsAnswers'>

export const recoveriesPath = '/api/v1/recoveries'

const codeSaid = /\b(\d{6})\b/
const linkSaid = /#token=([\w-]+)/

const newPassword = (recovery: KnownRecovery, given: string): Wish =>
  wish(null, null, {
    kind: 'recovered password',
    sender: 'anyone',
    personId: recovery.personId,
    request: {
      method: 'PUT',
      path: `${recoveriesPath}/${recovery.id}/password`,
      headers: json,
      body: JSON.stringify({ password: given, confirmation: given }),
    },
    category: 'profile',
    types: ['PasswordRecovered'],
    isMet: null,
    subject: recovery.personId,
    password: given,
  })

/** One step, and what is due after it; `null` where it was refused or got no answer. */
const step = async (
  { client }: Recovering,
  recovery: KnownRecovery,
  path: string,
  body: object,
): Promise<string | null> => {
  const answer = await client.step('POST', path, '', JSON.stringify(body))
  if (answer === null || answer.status >= 500) recovery.isSure = false
  return answer?.status === 200 ? (bodyOf(answer).due ?? 'done') : null
}

/** The code that was sent to the phone and, where that is due, the link that was sent to the e-mail. */
const confirm = async (
  recovering: Recovering,
  recovery: KnownRecovery,
  { login, email }: KnownPerson,
): Promise<boolean> => {
  const { client } = recovering
  const began = Date.now()
  const code = await sentTo(client, login, codeSaid, recovery.began)
  const path = `${recoveriesPath}/${recovery.id}/phone-confirmation`
  const due = await step(recovering, recovery, path, { code: code ?? '' })
  if (due === null) return false
  recovery.confirmed = 'phone'
  if (due !== 'emailLink') return true
  const token = await sentTo(client, email, linkSaid, began)
  const followed = await step(recovering, recovery, '/api/v1/email-confirmations', { token: token ?? '' })
  if (followed !== null) recovery.confirmed = 'email'
  return followed !== null
}

/** Replaces a forgotten password from the first step to the last (M17), as development's inbox lets people do. */
export const recoverPassword = async (
  recovering: Recovering,
  person: KnownPerson,
): Promise<'unknown' | 'done'> => {
  const { client, ledger, chance } = recovering
  const began = Date.now()
  const begun = await client.step('POST', recoveriesPath, '', JSON.stringify({ phone: person.login }))
  if (begun === null) return 'unknown'
  if (begun.status !== 201) return 'done'
  const recovery: KnownRecovery = {
    ...{ id: bodyOf(begun).id, personId: person.id, began },
    ...{ confirmed: 'nothing', isSure: true, wish: null },
  }
  ledger.recoveries.push(recovery)
  if (!(await confirm(recovering, recovery, person))) return recovery.isSure ? 'done' : 'unknown'
  recovery.wish = newPassword(recovery, password(chance))
  ledger.wishes.push(recovery.wish)
  return (await client.send(recovery.wish, null)) === null ? 'unknown' : 'done'
}
