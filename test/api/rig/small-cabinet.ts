import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { changeSipPassword } from '../../../application/accounts/change-sip-password.ts'
import { importAccounts } from '../../../application/accounts/import-accounts.ts'
import { provisionAccount } from '../../../application/accounts/provision-account.ts'
import { issuedTokens } from '../../../application/api-tokens/issued-tokens.ts'
import { presentBalanceOf } from '../../../application/billing/present-balance.ts'
import { reportBalanceOf } from '../../../application/billing/report-balances.ts'
import type { Cabinet } from '../../../application/cabinet.ts'
import type { Vitals } from '../../../application/operations/vitals.ts'
import { reactions } from '../../../application/reactions/reactions.ts'
import { openSessions } from '../../../application/sign-in/open-sessions.ts'
import { proveSipCredentials } from '../../../application/sign-in/sip-credentials.ts'
import { openEmbeddedStore } from '../../../infrastructure/embedded-store/embedded-store.ts'
import { openOperationalState } from '../../../infrastructure/operational-state/open-operational-state.ts'
import { developmentInbox } from '../../../infrastructure/sms/development-inbox.ts'
import { circumstances } from '../../application/circumstances.ts'
import { movedClock } from '../../application/moved-clock.ts'
import { memoryVault } from '../../application/reactions/memory-vault.ts'
import { writeSide } from '../../application/write-side.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { temporaryDirectory } from '../../infrastructure/temporary-directory.ts'

export const password = 'Demo2026Cabinet'
export const login = '79260250730'
export const otherLogin = '79261112233'

const silence = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** A cabinet on the embedded store and `state.db`, its vault in memory, its clock moved by hand; ends with the test. */
export const smallCabinet = async () => {
  const directory = temporaryDirectory()
  const state = rightOf(openOperationalState(join(directory, 'state.db')))
  const log = rightOf(openEmbeddedStore(join(directory, 'events.db'), { clock: movedClock() }))
  const write = writeSide(log)
  const { store, clock, ids, fingerprints, finder, handler, settings } = write
  const inbox = developmentInbox({ clock })
  const vault = memoryVault(clock, ids, inbox.smsGateway)
  const proven = proveSipCredentials({ handler, finder, vault, fingerprints, clock })
  const following = reactions({
    store,
    handler,
    vault,
    progress: state.reactionProgress,
    ids,
    clock,
    log: silence,
    logId: 'log-1',
  })
  const ending = new AbortController()
  const running = following.run(ending.signal)
  const vitals: { present: Vitals } = {
    present: {
      storeAnswers: true,
      appendedEvents: 7,
      views: { caughtUp: true, lagSeconds: 0, parked: 0 },
      reactions: { state: 'running', lagSeconds: 0, waiting: 0, parked: 0 },
    },
  }
  const provision = provisionAccount({ handler, finder, vault, ids, clock })
  const cabinet: Cabinet = {
    clock,
    ids,
    fingerprints,
    settings,
    finder,
    changeSipPassword: changeSipPassword(handler, vault),
    provisionAccount: provision,
    importAccounts: importAccounts(provision),
    reportBalance: reportBalanceOf(handler, finder),
    presentBalance: presentBalanceOf(handler),
    proveSipCredentials: proven,
    sessions: openSessions({
      handler,
      proveSipCredentials: proven,
      store: state.sessions,
      fingerprints,
      ids,
      clock,
    }),
    apiTokens: issuedTokens({ handler, hashes: state.tokenHashes, fingerprints, ids, clock }),
    answers: state.answers,
    reactions: following,
    vitals: async () => vitals.present,
    rotateMasterKey: async () => undefined,
  }
  onTestFinished(async () => {
    ending.abort()
    await running
    await log.close()
    state.close()
  })

  /** Opens an account as an import does; answers its id. */
  const account = async (number = `+${login}`, secret: string | null = password): Promise<string> => {
    const wanted = { number, password: secret, routing: 'SIP', trunkLimit: 2 } as const
    const given = { ...wanted, callerId: null, tariffOption: null, balance: null }
    return rightOf(await cabinet.provisionAccount(given, circumstances())()).accountId
  }

  return { cabinet, account, clock, store, inbox, vault, vitals, state }
}

export type SmallCabinet = Awaited<ReturnType<typeof smallCabinet>>
