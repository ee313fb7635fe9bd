import * as E from 'fp-ts/lib/Either.js'

/**
 * What must not go on beside each other: a vault that is copied while its keys are wrapped anew would be opened by two
 * master keys, and no key file holds both when the rotation has ended.
 */
export type ExclusiveAct = 'backup' | 'keyRotation'

export interface ExclusiveActs {
  /** Begins an act, and answers what ends it; refused with the act that is in the way. Several of one kind may go on. */
  readonly begin: (act: ExclusiveAct) => E.Either<ExclusiveAct, () => void>
}

export const exclusiveActs = (): ExclusiveActs => {
  const running: ExclusiveAct[] = []
  return {
    begin: (act) => {
      const other = running.find((it) => it !== act)
      if (other !== undefined) return E.left(other)
      running.push(act)
      return E.right(() => void running.splice(running.indexOf(act), 1))
    },
  }
}
