import * as E from 'fp-ts/lib/Either.js'
import { changeSipPassword } from '../../../application/accounts/change-sip-password.ts'
import { type AccountToProvision, provisionAccount } from '../../../application/accounts/provision-account.ts'
import { presentBalanceOf } from '../../../application/billing/present-balance.ts'
import type { SessionsOf } from '../../../application/ports/sessions.ts'
import { proveSipCredentials } from '../../../application/sign-in/sip-credentials.ts'
import { circumstances } from '../../application/circumstances.ts'
import { inMemoryEventStore } from '../../application/in-memory-event-store.ts'
import { writeSide } from '../../application/write-side.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { temporaryDirectory } from '../../infrastructure/temporary-directory.ts'
import { vaultIn } from '../../infrastructure/vault/vault-in-a-directory.ts'

/** The account that the tests of this door speak to. */
export const number = '+79260250730'
export const login = '79260250730'
export const password = 'Demo2026Cabinet'

export const byOperator = circumstances({ actor: { type: 'system', id: 'test' }, channel: 'cli' })

const asUsual: AccountToProvision = {
  number,
  password,
  routing: 'GSM',
  trunkLimit: 2,
  callerId: null,
  tariffOption: null,
  balance: -74_882_293,
}

/** As much of the cabinet as this door asks for: the use cases and the vault themselves, on a log in memory. */
export const smallCabinet = () => {
  const log = inMemoryEventStore()
  const { store, clock, ids, sealing, handler, fingerprints, finder, settings } = writeSide(log)
  const { secrets: vault } = vaultIn(temporaryDirectory(), { clock, ids })
  const endedFor: string[] = []
  const provision = provisionAccount({ handler, finder, vault, ids, clock })
  return {
    clock,
    settings,
    changeSipPassword: changeSipPassword(handler, vault),
    presentBalance: presentBalanceOf(handler),
    proveSipCredentials: proveSipCredentials({ handler, finder, vault, fingerprints, clock }),
    sessions: {
      endOthers: (of: SessionsOf) => async () => {
        endedFor.push('profileId' in of ? of.profileId : of.provenAccountId)
        return E.right(undefined)
      },
    },
    /** Accounts whose sessions were ended. */
    endedFor,
    /** Everything recorded so far. */
    events: log.log,
    sealing,
    store,
    /** Opens the account, and answers its id. */
    provision: async (account: Partial<AccountToProvision> = {}): Promise<string> =>
      rightOf(await provision({ ...asUsual, ...account }, byOperator)()).accountId,
  }
}

export type SmallCabinet = ReturnType<typeof smallCabinet>
