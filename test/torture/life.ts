import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { askSocket, bodyOf, json } from './asking.ts'
import { type Home, newHome, profilesOfAccounts } from './cabinet-process.ts'
import { insist } from './finding.ts'
import { knownPerson } from './known-person.ts'
import { type Ledger, ledger } from './ledger.ts'
import { type LogBook, logBook } from './log-book.ts'

/** One data directory through several rounds, with everything that its clients and this check know of it. */
export interface Life {
  readonly name: string
  readonly mode: 'development' | 'production'
  readonly home: Home
  readonly ledger: Ledger
  readonly book: LogBook
  /** How far the log has been held against what is shown. */
  shownUntil: number
}

/** `prepare` is given the data directory while it is still empty. */
export const newLife = async (
  name: string,
  mode: Life['mode'],
  prepare: (dataDirectory: string) => void = () => undefined,
): Promise<Life> => {
  const home = await newHome(mkdtempSync(join(tmpdir(), 'torture-')), mode, prepare)
  const people = home.profiles.slice(profilesOfAccounts).map(knownPerson)
  const known = ledger(name, home.profiles.slice(0, profilesOfAccounts), people, mode === 'development')
  return { name, mode, home, ledger: known, book: logBook(), shownUntil: 0 }
}

const scopes = ['accounts:read', 'accounts:write', 'billing:write', 'audit:read']

/** A token for the operator's programs, which from then on must work after every kill. */
export const issueToken = async ({ home, ledger: known }: Life): Promise<void> => {
  if (known.token !== '') return
  const answer = await askSocket(home, {
    method: 'POST',
    path: '/api/v1/operations/tokens',
    headers: json,
    body: JSON.stringify({ label: 'torture', scopes }),
  })
  insist(answer?.status === 201, 'no token is issued', answer)
  known.token = answer === null ? '' : bodyOf(answer).token
}
