/** Wakes whoever waits for something new; what happens while nobody waits is not kept. */
export interface News {
  readonly tell: () => void
  /** Resolves at the next `tell`, or when the signal aborts. */
  readonly next: (signal: AbortSignal) => Promise<void>
}

export const news = (): News => {
  const waiting = new Set<() => void>()
  return {
    tell: () => {
      for (const wake of [...waiting]) wake()
    },
    next: (signal) =>
      new Promise((resolve) => {
        const wake = (): void => {
          waiting.delete(wake)
          signal.removeEventListener('abort', wake)
          resolve()
        }
        waiting.add(wake)
        signal.addEventListener('abort', wake)
        if (signal.aborted) wake()
      }),
  }
}
