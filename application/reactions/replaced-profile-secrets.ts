import * as E from 'fp-ts/lib/Either.js'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { SecretVault } from '../ports/vault.ts'
import { profileSecrets } from './profile-secrets.ts'
import { type EffectReaction, effect } from './reaction.ts'

/** After these a secret of the Profile may be named no more. */
const replacing = [
  'ProfilePasswordChanged',
  'ProfilePasswordRehashed',
  'PasswordRecovered',
  'TwoFactorEnabled',
  'TwoFactorDisabled',
  'RecoveryCodesIssued',
] as const

/** Once an event is recorded that replaces a Profile's secret, or lets it go, the old one is destroyed. */
export const replacedProfileSecrets = (
  vault: Pick<SecretVault, 'destroy'>,
  handler: CommandHandler,
): readonly EffectReaction[] =>
  replacing.map((on) =>
    effect({
      name: `destroySecretsAfter${on}`,
      on,
      perform: async ({ subjectId }) => {
        const loaded = await handler.load(profileSecrets, subjectId)()
        if (E.isLeft(loaded)) return E.left('logAway')
        for (const ref of loaded.right.state.letGo) await vault.destroy(ref)
        return E.right(undefined)
      },
    }),
  )
