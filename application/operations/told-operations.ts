import * as E from 'fp-ts/lib/Either.js'
import type { RefusalOf } from '../../domain/decision.ts'
import { type OperationEvent, operation, tellStep } from '../../domain/operation/operation.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { Position } from '../ports/event-store.ts'
import type { Ids } from '../ports/ids.ts'
import type { WriteRefusal } from '../refusal.ts'

/**
 * One act of the operator's under way. Each step is told before it is taken: what cannot be recorded is not done.
 * Answers the position of what it recorded.
 */
export type TellStep = (event: OperationEvent) => Promise<E.Either<RefusalOf<WriteRefusal>, Position | null>>

/** Begins an act: a stream of its own in the log, named after the request where it can be repeated. */
export type BeginOperation = (circumstances: Circumstances) => TellStep

/** The operator at the shell has no person's key: their words are sealed with one of the shell's own, that lasts. */
const owner = 'staff-cli'

export const toldOperations =
  ({ handler, ids }: { readonly handler: CommandHandler; readonly ids: Ids }): BeginOperation =>
  (circumstances) => {
    const mark = circumstances.idempotency
    const id = mark === null ? ids.uuid() : ids.named('operation', mark.key)
    return async (event) => {
      const told = await handler.execute({
        ...{ aggregate: operation, id, owner },
        // The steps of one request carry one mark; which of them was told already, the stream itself says.
        circumstances: { ...circumstances, idempotency: null },
        decide: tellStep(event),
      })()
      return E.isLeft(told) ? told : E.right(told.right.position)
    }
  }
