import { bodyOf } from './asking.ts'
import type { Client } from './client.ts'
import { insist } from './finding.ts'
import type { Ledger } from './ledger.ts'
import type { LogBook } from './log-book.ts'
import { registrationsPath } from './newcomer.ts'
import { passwordOf, passwordsOfPerson } from './secrets.ts'
import type { KnownPerson } from './wish.ts'

const erasedIn = (ledger: Ledger): readonly KnownPerson[] =>
  ledger.people.filter(
    ({ id, isErased }) =>
      isErased &&
      ledger.wishes.some(({ personId, types }) => personId === id && types.includes('ProfileErased')),
  )

/** What anybody may read of whoever was erased: the certificate, and a Profile of which nothing is left. */
const checkRead = async (client: Client, { id, login }: KnownPerson): Promise<void> => {
  const certificate = await client.read(`/api/v1/operator/profiles/${id}/erasure`)
  const isCertified = certificate?.status === 200 && bodyOf(certificate).certifiedAt !== null
  insist(isCertified, 'an erasure was not finished after the restart', id, certificate?.text)
  for (const revision of ['', '?revision=0']) {
    const past = await client.read(`/api/v1/audit/profiles/${id}/state${revision}`)
    const text = past?.text ?? ''
    insist(past?.status === 200 && text.includes('erased'), 'a Profile does not read as erased', past)
    insist(!text.includes(login.slice(2)), 'the phone of whoever was erased can be read', text)
  }
}

/** A newcomer gives the phone that is free again. */
const takePhone = async (client: Client, ledger: Ledger, book: LogBook, phone: string): Promise<void> => {
  const account = ledger.accounts.at(0)
  if (account === undefined) return
  const session = await client.enterBySip(account, passwordOf(account.id, ledger, book))
  insist(typeof session !== 'string', 'a SIP account cannot be entered after the restart', session)
  if (typeof session === 'string') return
  const begun = await client.step('POST', registrationsPath, session.cookie)
  insist(begun?.status === 201, 'no registration begins after the restart', begun)
  const { id } = begun === null ? { id: '' } : bodyOf(begun)
  const body = JSON.stringify({ phone })
  const given = await client.step('PUT', `${registrationsPath}/${id}/phone`, session.cookie, body)
  insist(given?.status === 200, 'the phone of whoever was erased is refused', given)
  ledger.phonesTaken.push(id)
}

/** Right after the restart whoever was erased is: nobody signs in, nothing reads, and the phone is anybody's (M19). */
export const checkErased = async (client: Client, ledger: Ledger, book: LogBook): Promise<number> => {
  const erased = erasedIn(ledger)
  for (const person of erased) {
    for (const password of passwordsOfPerson(person, ledger, book).slice(-2)) {
      const entered = await client.enterProfile({ ...person, password })
      insist(entered === 'refused', 'whoever was erased can sign in', person.id, entered)
    }
    await checkRead(client, person)
  }
  const [first] = erased
  if (first !== undefined) await takePhone(client, ledger, book, first.login)
  return erased.length
}
