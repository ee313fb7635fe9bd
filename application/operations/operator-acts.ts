import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { match } from 'ts-pattern'
import { type RefusalOf, refuse } from '../../domain/decision.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { Position } from '../ports/event-store.ts'
import type { TakenIn } from '../projections/parked-views.ts'
import type { Views } from '../projections/views.ts'
import type { WriteRefusal } from '../refusal.ts'
import type { ExclusiveActs } from './exclusive-acts.ts'
import type { BeginOperation } from './told-operations.ts'

export interface Settled {
  readonly outcome: 'takenIn' | 'parkedAgain'
  readonly position: Position | null
}

type Settle = (
  id: string,
  circumstances: Circumstances,
) => TaskEither<RefusalOf<WriteRefusal | 'NotParked'>, Settled>

/**
 * What staff do about the running cabinet itself. Every act is told in the log, with its reason, before it is done:
 * what cannot be recorded is not done.
 */
export interface OperatorActs {
  /** `false`: the views are being built already, or are not there yet; then nothing is told. */
  readonly rebuildViews: (circumstances: Circumstances) => TaskEither<RefusalOf<WriteRefusal>, boolean>
  readonly retryParkedView: Settle
  readonly skipParkedView: Settle
  /** Wraps every key of the vault anew under a new master key, while everything goes on but a backup. */
  readonly rotateMasterKey: (
    circumstances: Circumstances,
  ) => TaskEither<RefusalOf<WriteRefusal | 'MasterKeyFileReadOnly' | 'BackupRunning'>, Position | null>
}

interface Parts {
  readonly views: Pick<Views, 'rebuild' | 'progress' | 'parked'>
  readonly begin: BeginOperation
  /** Answers the id of the new master key. */
  readonly rotate: () => Promise<E.Either<'keyFileReadOnly', string>>
  readonly acts: ExclusiveActs
}

const settledAs = (
  taken: TakenIn,
  position: Position | null,
): E.Either<RefusalOf<'NotParked' | 'StoreUnavailable'>, Settled> =>
  match(taken)
    .returnType<E.Either<RefusalOf<'NotParked' | 'StoreUnavailable'>, Settled>>()
    .with('takenIn', 'parkedAgain', (outcome) => E.right({ outcome, position }))
    .with('notParked', () => refuse('NotParked'))
    .with('storeUnavailable', () => refuse('StoreUnavailable'))
    .exhaustive()

export const operatorActs = ({ views, begin, rotate, acts }: Parts): OperatorActs => {
  const settle =
    (
      type: 'ParkedRetryRequested' | 'ParkedSkipRequested',
      takeIn: (id: string) => Promise<TakenIn>,
    ): Settle =>
    (id, circumstances) =>
    async () => {
      const parked = views.parked.list().find((it) => it.id === id)
      if (parked === undefined) return refuse('NotParked')
      const { view: work, stream, revision } = parked
      const told = await begin(circumstances)({ type, data: { kind: 'view', work, stream, revision } })
      if (E.isLeft(told)) return told
      return settledAs(await takeIn(id), told.right)
    }

  const rotateTold = async (circumstances: Circumstances) => {
    const tell = begin(circumstances)
    const asked = await tell({ type: 'MasterKeyRotationRequested', data: {} })
    if (E.isLeft(asked)) return asked
    const rotated = await rotate()
    if (E.isLeft(rotated)) return refuse('MasterKeyFileReadOnly')
    return tell({ type: 'MasterKeyRotated', data: { masterKeyId: rotated.right } })
  }

  return {
    rebuildViews: (circumstances) => async () => {
      const { state, rebuilding } = views.progress()
      if (state !== 'serving' || rebuilding !== null) return E.right(false)
      const told = await begin(circumstances)({ type: 'ViewsRebuildRequested', data: {} })
      return E.isLeft(told) ? told : E.right(views.rebuild())
    },

    retryParkedView: settle('ParkedRetryRequested', views.parked.retry),
    skipParkedView: settle('ParkedSkipRequested', views.parked.skip),

    rotateMasterKey: (circumstances) => async () => {
      const begun = acts.begin('keyRotation')
      if (E.isLeft(begun)) return refuse('BackupRunning')
      try {
        return await rotateTold(circumstances)
      } finally {
        begun.right()
      }
    },
  }
}
