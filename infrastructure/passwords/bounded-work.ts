/** Does work as soon as its turn comes; `null` when so much waits already that it is not begun at all. */
export type BoundedWork = <T>(work: () => Promise<T>) => Promise<T> | null

/** How much is done at once, and how much may wait for that. */
export interface Bounds {
  readonly running: number
  readonly waiting: number
}

/** Bounds what costs much: first come, first served, and nobody waits behind more than `waiting` others. */
export const boundedWork = (bounds: Bounds): BoundedWork => {
  const queue: (() => void)[] = []
  let running = 0

  /** Gives the place to whoever waits longest; it is never free in between, so nobody slips in. */
  const end = (): void => {
    const next = queue.shift()
    if (next === undefined) running -= 1
    else next()
  }

  return (work) => {
    if (running < bounds.running) {
      running += 1
      return work().finally(end)
    }
    if (queue.length >= bounds.waiting) return null
    return new Promise<void>((resolve) => queue.push(resolve)).then(() => work().finally(end))
  }
}
