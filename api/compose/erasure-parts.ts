import { profileClaims } from '../../application/claims/profile-claims.ts'
import type { CommandHandler } from '../../application/commands/command-handler.ts'
import { type Erasures, erasures } from '../../application/erasure/erasures.ts'
import { finishErasure } from '../../application/erasure/finish-erasure.ts'
import type { Clock } from '../../application/ports/clock.ts'
import type { EventStore } from '../../application/ports/event-store.ts'
import type { Fingerprints } from '../../application/ports/fingerprints.ts'
import type { Sealing } from '../../application/ports/sealing.ts'
import type { SessionStore } from '../../application/ports/sessions.ts'
import type { SecretVault } from '../../application/ports/vault.ts'
import type { Reaction } from '../../application/reactions/reaction.ts'
import { unfinishedErasure } from '../../application/reactions/unfinished-erasure.ts'

export interface ErasureNeeds {
  readonly store: EventStore
  readonly handler: CommandHandler
  readonly fingerprints: Fingerprints
  readonly clock: Clock
  readonly sessions: SessionStore
  readonly vault: SecretVault
  /** The one that tells whoever keeps opened values. */
  readonly sealing: Sealing
}

export interface ErasureParts {
  readonly erasures: Erasures
  /** Finishes what a crash or an absent store has broken off. */
  readonly reaction: Reaction
}

/** Erasure (M19), for the request and for the reaction that heals it. */
export const erasureParts = (needs: ErasureNeeds): ErasureParts => {
  const finish = finishErasure({ ...needs, claims: profileClaims(needs) })
  return { erasures: erasures(needs.handler, finish), reaction: unfinishedErasure(finish) }
}
