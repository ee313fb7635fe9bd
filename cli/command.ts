import * as E from 'fp-ts/lib/Either.js'
import type { CabinetClient, CallFailure } from './cabinet-client.ts'
import { atCabinet, type ReachNeeds } from './reach-cabinet.ts'
import { tellFailure } from './tell-failure.ts'
import type { ExitCode, Terminal } from './terminal.ts'

/** What a command is given: where to speak, and how the cabinet is reached. */
export interface CommandNeeds {
  readonly terminal: Terminal
  readonly reach: ReachNeeds
}

/** Carries a command out at the cabinet, and says why when it cannot be. */
export const command = async (
  { terminal, reach }: CommandNeeds,
  work: (client: CabinetClient) => Promise<E.Either<CallFailure, ExitCode>>,
): Promise<ExitCode> => {
  const ended = await atCabinet(reach, work)
  return E.isRight(ended) ? ended.right : tellFailure(terminal, ended.left)
}
