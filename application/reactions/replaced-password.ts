import * as E from 'fp-ts/lib/Either.js'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { SecretVault } from '../ports/vault.ts'
import { accountPasswords, replacedBy } from './account-passwords.ts'
import { type EffectReaction, effect } from './reaction.ts'

/** After a change of the SIP password (M27) is recorded, the old secret is destroyed. */
export const replacedPassword = (vault: SecretVault, handler: CommandHandler): EffectReaction =>
  effect({
    name: 'destroyReplacedPassword',
    on: 'PasswordChanged',
    perform: async ({ subjectId, data }) => {
      const loaded = await handler.load(accountPasswords, subjectId)()
      if (E.isLeft(loaded)) return E.left('logAway')
      const old = replacedBy(loaded.right.state, data.passwordRef)
      if (old !== null) await vault.destroy(old)
      return E.right(undefined)
    },
  })
