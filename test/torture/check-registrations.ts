import { bodyOf } from './asking.ts'
import { expectedSession } from './check-sessions.ts'
import type { Client } from './client.ts'
import { insist } from './finding.ts'
import type { Ledger } from './ledger.ts'
import type { LogBook } from './log-book.ts'
import { registrationsPath } from './newcomer.ts'
import type { KnownRegistration } from './wish.ts'

const most = 30

const checkOne = async (client: Client, known: KnownRegistration, wanted: string): Promise<void> => {
  const { id, session, phone } = known
  const answer = await client.read(`${registrationsPath}/${id}`, session.cookie)
  const found = answer?.status === 200 ? 'open' : 'ended'
  insist(
    wanted === 'either' || wanted === found,
    `the session of a registration must be ${wanted} after the restart, and is ${found}`,
    known,
    answer?.text,
  )
  if (answer?.status !== 200) return
  const shown = bodyOf(answer)
  insist(shown.id === id, 'another registration is shown', id, shown)
  if (phone === null) return
  insist(
    shown.phone === phone && shown.due === 'phoneCode',
    'a step that was acknowledged is gone',
    known,
    shown,
  )
}

/** Registrations outlast the kill with every step that was acknowledged, and open no account. */
export const checkRegistrations = async (client: Client, ledger: Ledger, book: LogBook): Promise<number> => {
  const newest = ledger.registrations.splice(0).slice(-most)
  for (const known of newest) {
    const { session, phone } = known
    const events = book.stream(`registration-${known.id}`).map(({ type }) => type)
    insist(events[0] === 'RegistrationStarted', 'a registration was acknowledged, and is not recorded', known)
    insist(
      phone === null || events.includes('RegistrationPhoneGiven'),
      'a phone is not recorded',
      known,
      events,
    )
    await checkOne(client, known, expectedSession(session, book))
    const shut = await client.read(`/api/v1/accounts/${session.accountId}/dashboard`, session.cookie)
    insist(
      shut?.status === 403 || shut?.status === 401,
      'a SIP entry alone has opened an account',
      known,
      shut,
    )
  }
  return newest.length
}
