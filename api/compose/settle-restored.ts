import * as E from 'fp-ts/lib/Either.js'
import { commandHandler } from '../../application/commands/command-handler.ts'
import type { Erasures } from '../../application/erasure/erasures.ts'
import { eventCodec } from '../../application/events/event-codec.ts'
import { forgetfulSealing } from '../../application/events/forgetful-sealing.ts'
import type { Circumstances } from '../../application/events/metadata.ts'
import { replayDestructions } from '../../application/operations/replay-destructions.ts'
import { toldOperations } from '../../application/operations/told-operations.ts'
import type { StreamName } from '../../application/ports/event-store.ts'
import { trustInLog } from '../../application/reactions/log-trust.ts'
import type { OwnedDataDirectory } from '../../infrastructure/data-directory/claim-data-directory.ts'
import { erasureParts } from './erasure-parts.ts'
import { openStoresIn } from './open-stores.ts'
import type { Plan, RestoreNeeds } from './restore-plan.ts'

/** What was done to the restored data, and what is left to do. */
export interface Settled {
  readonly destroyedSecrets: number
  readonly withoutSecret: readonly StreamName[]
  /** Profiles that the restored log knew alive, and something else knew erased: erased again, before anybody is served. */
  readonly erasedAgain: readonly string[]
  /** Named as erased by the operator, and not in the restored log at all. */
  readonly unknownErased: readonly string[]
  /** Why reactions will stand still until staff accept the log; `null`: they go on. */
  readonly reactionsRefuse: string | null
}

/** `nobody`: the log has no such Profile. */
type Outcome = 'erased' | 'already' | 'nobody'

/** Rejects when the log does not answer. */
const eraseAgain = async (
  { certificate, erase }: Erasures,
  profileId: string,
  circumstances: Circumstances,
): Promise<Outcome> => {
  const known = await certificate(profileId)()
  // One that broke off is finished by its reaction, as after any crash; its key goes with what the log says.
  if (E.isRight(known)) return 'already'
  if (known.left.code === 'ProfileNotFound') return 'nobody'
  // The reason is sealed with the restore: the person's own key is about to go.
  const erased = await erase(profileId, { ...circumstances, reason: null })()
  if (E.isLeft(erased)) throw new Error(`a Profile could not be erased again: ${erased.left.code}`)
  return 'erased'
}

/** What has to be done to the restored data before anybody is served. */
export const settleRestored = async (
  needs: RestoreNeeds,
  owned: OwnedDataDirectory,
  { backup: { manifest }, logKept, destroyedBefore, erasedBefore }: Plan,
): Promise<Settled> => {
  const { clock, ids, circumstances, erased } = needs
  const noGateway = {
    send: async () => E.left({ kind: 'temporary', reason: 'a restore sends nothing' } as const),
  }
  const opened = openStoresIn(
    { ...owned, release: () => undefined },
    { ...needs, sms: noGateway, mail: noGateway },
  )
  if (E.isLeft(opened)) throw new Error(opened.left.message)
  const { events: store, vault, state, close } = opened.right
  try {
    const { secrets, fingerprints } = vault
    const sealing = forgetfulSealing(vault.sealing)
    const handler = commandHandler({ store, codec: eventCodec({ sealing, ids }), sealing, clock })
    const { sessions, staffSessions } = state
    const { erasures } = erasureParts({
      ...{ store, handler, fingerprints, clock, sessions, sealing },
      vault: secrets,
    })
    // Before the keys go: what a Profile had claimed is let go by its values.
    const again: { readonly profileId: string; readonly outcome: Outcome }[] = []
    for (const profileId of erasedBefore)
      again.push({ profileId, outcome: await eraseAgain(erasures, profileId, circumstances) })
    const thatAre = (wanted: Outcome): readonly string[] =>
      again.flatMap(({ profileId, outcome }) => (outcome === wanted ? [profileId] : []))
    const now = clock.now()
    const replayed = await replayDestructions({ store, vault: secrets, sealing, destroyedBefore, now })
    // Who has left since the backup must not be let in again by what it still holds: all sign in anew.
    await sessions.sweep(Number.MAX_SAFE_INTEGER)
    await staffSessions.sweep(Number.MAX_SAFE_INTEGER)
    const { takenAt, log } = manifest
    const data = { takenAt: Date.parse(takenAt), position: log.lastPosition, logKept }
    const told = await toldOperations({ handler, ids })(circumstances)({ type: 'BackupRestored', data })
    if (E.isLeft(told)) throw new Error('the event store does not answer')
    const trust = await trustInLog({ store, progress: state.reactionProgress }, log.id)
    const reactionsRefuse = E.isRight(trust) && trust.right.kind === 'doubtful' ? trust.right.why : null
    return {
      ...replayed,
      erasedAgain: thatAre('erased'),
      unknownErased: thatAre('nobody').filter((profileId) => erased.includes(profileId)),
      reactionsRefuse,
    }
  } finally {
    await close()
  }
}
