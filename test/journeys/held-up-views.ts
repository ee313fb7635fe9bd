import { onTestFinished } from 'vitest'

/** The runner of projections, to be stopped and let go on by the test. */
export interface HeldUpViews {
  /** For the cabinet under test. */
  readonly admitEvents: () => Promise<void>
  /** From now on nothing reaches the views. */
  readonly hold: () => void
  readonly release: () => void
}

export const heldUpViews = (): HeldUpViews => {
  let open = () => {}
  let gate: Promise<void> = Promise.resolve()
  const release = () => {
    gate = Promise.resolve()
    open()
  }
  return {
    admitEvents: () => gate,
    hold: () => {
      gate = new Promise((resolve) => {
        open = resolve
      })
      // A cabinet that is stopped waits for its runner.
      onTestFinished(release)
    },
    release,
  }
}
