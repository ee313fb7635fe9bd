import { isMainThread } from 'node:worker_threads'

/** How many steps this process lives on; `null`: for ever, and none is counted. */
let left: number | null = null
let seen = 0

const dieWhenDue = (): void => {
  if (left === 0) process.kill(process.pid, 'SIGKILL')
}

/** From now on so many steps; 0: it dies before the first one. */
export const liveFor = (steps: number): void => {
  // What works aside has no life of its own.
  if (!isMainThread) return
  left = steps
  seen = 0
}

export const stepsSeen = (): number => seen

/** Whether steps are counted now. */
export const isCounting = (): boolean => left !== null

/** Before a step: the process is killed where none is left. */
export const beforeStep = (): void => dieWhenDue()

/** After a step: likewise. */
export const afterStep = (): void => {
  if (left === null) return
  left -= 1
  seen += 1
  dieWhenDue()
}

/** Whether the process is to die with the next step: what writes a file then writes half of it. */
export const isLastStep = (): boolean => left === 1
