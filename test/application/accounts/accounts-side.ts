import { changeSipPassword } from '../../../application/accounts/change-sip-password.ts'
import { type AccountToProvision, provisionAccount } from '../../../application/accounts/provision-account.ts'
import { reportBalanceOf } from '../../../application/billing/report-balances.ts'
import type { CommandHandler } from '../../../application/commands/command-handler.ts'
import type { EventStore } from '../../../application/ports/event-store.ts'
import type { SecretVault } from '../../../application/ports/vault.ts'
import { proveSipCredentials } from '../../../application/sign-in/sip-credentials.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { circumstances } from '../circumstances.ts'
import { memoryVault } from '../reactions/memory-vault.ts'
import { scriptedGateway } from '../reactions/scripted-gateway.ts'
import { writeSide } from '../write-side.ts'

/** What was asked of the vault, in order. */
export type VaultCall = 'put' | 'verify' | 'verifyDecoy' | 'destroy'

const watchedVault = (
  vault: SecretVault,
  calls: VaultCall[],
  stopAt: (call: VaultCall) => void,
): SecretVault => {
  const passing = <Arguments extends readonly unknown[], Result>(
    call: VaultCall,
    work: (...given: Arguments) => Promise<Result>,
  ) => {
    return async (...given: Arguments): Promise<Result> => {
      calls.push(call)
      stopAt(call)
      return work(...given)
    }
  }
  return {
    ...vault,
    put: passing('put', vault.put),
    verify: passing('verify', vault.verify),
    verifyDecoy: passing('verifyDecoy', vault.verifyDecoy),
    destroy: passing('destroy', vault.destroy),
  }
}

export const number = '+79260250773'
export const login = '79260250773'
export const password = 'Welcome2Multifon'

/** An account as an operator asks for it, with what matters to the test said. */
export const wanted = (said: Partial<AccountToProvision> = {}): AccountToProvision => ({
  number,
  password,
  routing: 'SIP',
  trunkLimit: 2,
  callerId: null,
  tariffOption: null,
  balance: null,
  ...said,
})

/** The use cases of accounts and sign-in, wired as the product wires them, on a log and a vault that are watched. */
export const accountsSide = (log?: EventStore) => {
  const side = writeSide(log)
  const secrets = memoryVault(side.clock, side.ids, scriptedGateway())
  const vaultCalls: VaultCall[] = []
  const rules = { vault: (_call: VaultCall) => {} }
  const vault = watchedVault(secrets, vaultCalls, (call) => rules.vault(call))
  const { finder, clock, ids, fingerprints } = side
  const provisionWith = (handler: CommandHandler) => provisionAccount({ handler, finder, vault, ids, clock })
  const provision = provisionWith(side.handler)
  return {
    ...side,
    vault,
    vaultCalls,
    /** References of all secrets that the vault holds. */
    secrets: secrets.refs,
    /** From now on asked at every call of the vault; throwing is a crash there. */
    vaultFollows: (rule: (call: VaultCall) => void) => {
      rules.vault = rule
    },
    provision,
    /** The same in another process on the same log and vault. */
    provisionElsewhere: () => provisionWith(side.another()),
    provisioned: async (said: Partial<AccountToProvision> = {}) =>
      rightOf(await provision(wanted(said), circumstances({ actor: { type: 'system', id: 'test' } }))()),
    changePassword: changeSipPassword(side.handler, vault),
    reportBalance: reportBalanceOf(side.handler, finder),
    prove: proveSipCredentials({ handler: side.handler, finder, vault, fingerprints, clock }),
  }
}

export type AccountsSide = ReturnType<typeof accountsSide>
