import * as E from 'fp-ts/lib/Either.js'
import type { AccountToProvision } from '../application/accounts/provision-account.ts'
import type { Cabinet } from '../application/cabinet.ts'
import type { Circumstances } from '../application/events/metadata.ts'

/** Development's accounts; the first one is the manual's own picture. Production never has them. */
const accounts: readonly AccountToProvision[] = [
  {
    number: '+79260250730',
    password: 'Demo2026Cabinet',
    routing: 'SIP',
    trunkLimit: 2,
    callerId: null,
    tariffOption: null,
    balance: -74_882_293,
  },
  {
    number: '+79260250731',
    password: 'Demo2026Second',
    routing: 'SIP+GSM',
    trunkLimit: 10,
    callerId: '+74951234567',
    tariffOption: 'Безлимит',
    balance: 1_250_000,
  },
]

export interface DemoSignIn {
  readonly login: string
  readonly password: string
}

export const demoSignIn: DemoSignIn = { login: '79260250730', password: 'Demo2026Cabinet' }

/** The demo itself acts here, for nobody. */
export const demoCircumstances = (correlationId: string): Circumstances => ({
  actor: { type: 'system', id: 'demo' },
  channel: 'cli',
  sessionId: null,
  ip: null,
  userAgent: null,
  correlationId,
  causationId: null,
  idempotency: null,
  reason: null,
})

/** Opens the demo accounts where they are missing; a second start records nothing. `null`: the store is away. */
export const openDemoAccounts = async (
  cabinet: Pick<Cabinet, 'provisionAccount'>,
  circumstances: Circumstances,
): Promise<readonly string[] | null> => {
  const ids: string[] = []
  for (const account of accounts) {
    const opened = await cabinet.provisionAccount(account, circumstances)()
    if (E.isLeft(opened)) return null
    ids.push(opened.right.accountId)
  }
  return ids
}
