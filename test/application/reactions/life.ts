import { setImmediate as nextTurn } from 'node:timers/promises'

/** Where a process dies: before a call is made, or after it had its effect and before anybody learns of it. */
export interface DeathPoint {
  readonly when: 'before' | 'after'
  readonly call: string
}

/** A process that can die: from then on nothing that it calls has an effect, and nothing ever answers it. */
export interface Life {
  /** A call that only a living process makes; its name is where it may die. */
  readonly guard: <Arguments extends readonly unknown[], Result>(
    name: string | ((...given: Arguments) => string),
    call: (...given: Arguments) => Promise<Result>,
  ) => (...given: Arguments) => Promise<Result>
  readonly dieAt: (point: DeathPoint) => void
  readonly die: () => void
  readonly isDead: () => boolean
  /** Resolves when nothing is under way any more and nothing new begins; `held` calls may stay without an answer. */
  readonly rest: (held: () => number) => Promise<void>
}

const never = new Promise<never>(() => {})

/** So many turns of the event loop without a call: whatever was to follow has followed. */
const quietTurns = 25

export const life = (): Life => {
  let dead = false
  let deathPoint: DeathPoint | null = null
  let calls = 0
  let underWay = 0

  const dieIf = (when: DeathPoint['when'], call: string) => {
    if (deathPoint?.when === when && deathPoint.call === call) dead = true
  }

  return {
    guard:
      (name, call) =>
      async (...given) => {
        const called = typeof name === 'string' ? name : name(...given)
        dieIf('before', called)
        if (dead) return never
        calls += 1
        underWay += 1
        try {
          const result = await call(...given)
          dieIf('after', called)
          return dead ? await never : result
        } finally {
          underWay -= 1
        }
      },
    dieAt: (point) => {
      deathPoint = point
    },
    die: () => {
      dead = true
    },
    isDead: () => dead,
    rest: async (held) => {
      for (let quiet = 0, seen = calls; quiet < quietTurns && !dead; quiet += 1) {
        await nextTurn()
        if (calls !== seen || underWay > held()) quiet = 0
        seen = calls
      }
    },
  }
}
