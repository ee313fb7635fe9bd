import * as E from 'fp-ts/lib/Either.js'
import type { Clock } from '../application/ports/clock.ts'
import type { Configuration } from '../infrastructure/configuration/configuration.ts'
import { processLog } from './process-log.ts'
import type { OwnCabinet, Unreachable } from './reach-cabinet.ts'

/** Milliseconds after which a person wants to know what is being waited for. */
const silence = 5000
/** Milliseconds after which a command gives the event store up; a server waits for it. */
const patience = 30_000

/**
 * Runs a cabinet for one command, at its socket only: the command takes the same way as beside a running server
 * (`docs/adr/0004`). Loaded only when needed: beside a server, a command starts faster without. `isLong` is called
 * when the event store has not answered for a while; after half a minute it is given up.
 */
export const becomeOwner =
  (clock: Clock, isLong: () => void) =>
  async (configuration: Configuration): Promise<E.Either<Unreachable, OwnCabinet>> => {
    const [{ composeCabinet }, { openSocketDoor }] = await Promise.all([
      import('../api/compose.ts'),
      import('../api/open-doors.ts'),
    ])
    // A command's output is for people: only what they should know of stays.
    const log = processLog('error')
    const answered = new AbortController()
    void clock.wait(silence, answered.signal).then(() => answered.signal.aborted || isLong())
    const composed = await composeCabinet({ configuration, log, logPatience: patience })
    answered.abort()
    if (E.isLeft(composed)) return composed
    const cabinet = composed.right
    try {
      const door = await openSocketDoor(cabinet, {
        mode: configuration.mode,
        publicUrl: new URL(configuration.publicUrl),
        trustedProxies: [],
        log,
      })
      const stop = async () => {
        await door.close()
        await cabinet.stop()
      }
      return E.right({ stop })
    } catch (error) {
      await cabinet.stop()
      return E.left({ kind: 'socket', message: error instanceof Error ? error.message : String(error) })
    }
  }
