import * as E from 'fp-ts/lib/Either.js'
import type { Language } from '../api/problems/language.ts'
import type { Clock } from '../application/ports/clock.ts'
import type { Configuration } from '../infrastructure/configuration/configuration.ts'
import { dataFiles } from '../infrastructure/data-directory/data-files.ts'
import { isListening } from '../infrastructure/data-directory/is-listening.ts'
import { type CabinetClient, type CallFailure, cabinetClient } from './cabinet-client.ts'

/** A cabinet that this process itself runs, for as long as its command takes. */
export interface OwnCabinet {
  readonly stop: () => Promise<void>
}

/** Why no cabinet can be spoken to, in words. */
export interface Unreachable {
  readonly kind: string
  readonly message: string
}

export interface ReachNeeds {
  readonly configuration: Configuration
  readonly language: Language
  readonly clock: Clock
  /** Composes a cabinet that opens its socket; refused as `ownedByAnother` while somebody else owns the directory. */
  readonly become: (configuration: Configuration) => Promise<E.Either<Unreachable, OwnCabinet>>
}

interface Reached {
  readonly client: CabinetClient
  readonly leave: () => Promise<void>
}

/** Milliseconds that an owner may take to start or to end before the wait for it is given up. */
const patience = 20_000
const pause = 100

/**
 * The running owner of the data directory, else this process as its owner. An owner that is still starting, or a race
 * of two commands, ends with one owner and the other as its client.
 */
const reach = async (needs: ReachNeeds, until: number): Promise<E.Either<Unreachable, Reached>> => {
  const { configuration, language, clock, become } = needs
  const socketPath = dataFiles(configuration.dataDirectory).socket
  for (;;) {
    if (await isListening(socketPath)) {
      const client = cabinetClient(socketPath, language)
      return E.right({ client, leave: client.close })
    }
    const own = await become(configuration)
    if (E.isRight(own)) {
      const client = cabinetClient(socketPath, language)
      const leave = async () => {
        await client.close()
        await own.right.stop()
      }
      return E.right({ client, leave })
    }
    if (own.left.kind !== 'ownedByAnother' || clock.now() >= until) return own
    await clock.wait(pause)
  }
}

export type CommandFailure =
  | Exclude<CallFailure, { readonly kind: 'notBegun' }>
  | ({ readonly kind: 'unreachable' } & Pick<Unreachable, 'message'>)

/**
 * Lets a command speak to the cabinet; one that met an owner about to end is tried again with whoever comes after it.
 * The work must not have shown anything of a call that ended `notBegun`.
 */
export const atCabinet = async <Result>(
  needs: ReachNeeds,
  work: (client: CabinetClient) => Promise<E.Either<CallFailure, Result>>,
): Promise<E.Either<CommandFailure, Result>> => {
  const until = needs.clock.now() + patience
  for (;;) {
    const reached = await reach(needs, until)
    if (E.isLeft(reached)) return E.left({ kind: 'unreachable', message: reached.left.message })
    const { client, leave } = reached.right
    const result = await work(client).finally(leave)
    if (E.isRight(result)) return result
    if (result.left.kind !== 'notBegun') return E.left(result.left)
    if (needs.clock.now() >= until) return E.left({ kind: 'broken', why: 'the cabinet is stopping' })
    await needs.clock.wait(pause)
  }
}
