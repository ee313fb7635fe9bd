import type { Principal } from './principal.ts'

/** Somebody who has been brought to a certain point. */
export interface Begun {
  readonly principal: Principal
  /** What no answer may show. */
  readonly secrets: readonly string[]
  /** What tells of them: only who may read of others is shown it. */
  readonly marks: readonly string[]
}

/** Somebody who stands at a certain point, and whose place another takes once a request has moved them on. */
export interface Guest {
  readonly principal: () => Principal
  /** Whether a request of theirs that succeeds leaves them where they stand. */
  readonly stays: boolean
  /** Whether every operation is tried by them: nobody else stands alike. */
  readonly isTried: boolean
  readonly renew: () => Promise<void>
}

/** A place that is always taken: `begin` brings somebody there, `tell` learns of each. */
export const seat = async (
  begin: () => Promise<Begun>,
  tell: (begun: Begun) => void,
  kind: Pick<Guest, 'stays' | 'isTried'>,
): Promise<Guest> => {
  const take = async (): Promise<Principal> => {
    const begun = await begin()
    tell(begun)
    return begun.principal
  }
  let present = await take()
  let renewing: Promise<void> | null = null
  const again = async (): Promise<void> => {
    present = await take()
  }
  return {
    principal: () => present,
    ...kind,
    renew: () => {
      renewing ??= again().finally(() => {
        renewing = null
      })
      return renewing
    },
  }
}
