import { bodyOf } from './asking.ts'
import type { Client } from './client.ts'
import { insist } from './finding.ts'
import type { Ledger } from './ledger.ts'
import type { KnownAccount } from './wish.ts'

/** Seven digits after the operator's code: nobody else of a life gives this phone. */
const phoneOf = (ledger: Ledger): string => `+7902${String(ledger.nextNumber()).padStart(7, '0')}`

export const registrationsPath = '/api/v1/registrations'

/**
 * Begins a registration in a SIP entry and gives its phone (M2, M3): what was acknowledged has to be there after a
 * kill, in this session and nowhere else.
 */
export const visitAsNewcomer = async (
  client: Client,
  ledger: Ledger,
  account: KnownAccount,
): Promise<'unknown' | 'done'> => {
  const session = await client.enterBySip(account)
  if (typeof session === 'string') return session === 'unknown' ? 'unknown' : 'done'
  const begun = await client.step('POST', registrationsPath, session.cookie)
  if (begun === null) return 'unknown'
  if (begun.status !== 201) return 'done'
  const { id } = bodyOf(begun)
  const phone = phoneOf(ledger)
  const given = await client.step(
    'PUT',
    `${registrationsPath}/${id}/phone`,
    session.cookie,
    JSON.stringify({ phone }),
  )
  const isGiven = given !== null && given.status === 200
  if (isGiven) insist(bodyOf(given).due === 'phoneCode', 'a phone was given, and no code is due', given.text)
  ledger.registrations.push({ id, session, phone: isGiven ? phone : null })
  return given === null ? 'unknown' : 'done'
}
