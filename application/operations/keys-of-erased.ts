import * as E from 'fp-ts/lib/Either.js'
import { profile } from '../../domain/profile/profile.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { KeptProfileKeys, Sealing } from '../ports/sealing.ts'

interface Parts {
  readonly kept: KeptProfileKeys
  readonly handler: Pick<CommandHandler, 'load'>
  readonly sealing: Pick<Sealing, 'destroyKey'>
  readonly clock: Clock
  readonly log: Log
}

const pageSize = 50
/** Milliseconds between pages: many Profiles must not hold up their owners' requests. */
const breather = 20

/**
 * Destroys keys of Profiles whose erasure the log certifies (M19): a vault that holds one was copied back by hand,
 * past `cabinet restore`. One that is erased and not certified yet is its reaction's, which needs the key. Looks once a
 * process, since only a start can meet another vault; where the log did not answer, again in the next round.
 */
export const destroyKeysOfErased = ({ kept, handler, sealing, clock, log }: Parts): (() => Promise<void>) => {
  let isDone = false

  const judge = async (id: string): Promise<'certified' | 'kept' | 'unknown'> => {
    const loaded = await handler.load(profile, id)()
    if (E.isLeft(loaded)) return 'unknown'
    const { state } = loaded.right
    return state.status === 'erased' && state.certificate !== null ? 'certified' : 'kept'
  }

  const pages = async function* () {
    for (let after = ''; ; ) {
      const page = kept(after, pageSize)
      yield page
      if (page.length < pageSize) return
      after = page.at(-1) ?? after
      await clock.wait(breather)
    }
  }

  return async () => {
    if (isDone) return
    const counts = { certified: 0, kept: 0, unknown: 0 }
    for await (const page of pages())
      for (const id of page) {
        const verdict = await judge(id)
        counts[verdict] += 1
        if (verdict === 'certified') await sealing.destroyKey(`profile-${id}`)
      }
    const { certified, unknown } = counts
    if (certified > 0)
      log.warn({ certified }, 'the vault held keys of erased Profiles again, and they were destroyed again')
    isDone = unknown === 0
  }
}
