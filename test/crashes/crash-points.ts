import { copyOf, type MortalCabinet, remove, startCabinet } from './mortal-cabinet.ts'

/** One operation that is killed in the middle. */
export interface Crashing<T> {
  /** Brings everybody to where the operation begins. */
  readonly before: (cabinet: MortalCabinet) => Promise<T>
  /** The operation itself: it throws when the connection breaks. */
  readonly operation: (given: T) => Promise<{ readonly status: number; readonly text: string }>
  /** How much later than the first the second process starts, in milliseconds. */
  readonly later?: number
  /** What has to hold afterwards, in a process that is started over what is left. */
  readonly after: (cabinet: MortalCabinet, given: T, wasAnswered: boolean) => Promise<void>
}

/** More commits than any operation makes. */
const most = 40

const crashIn = async <T>(directory: string, commits: number, row: Crashing<T>): Promise<boolean> => {
  const first = await startCabinet(directory)
  let given: T
  let wasAnswered = false
  try {
    given = await row.before(first)
    await first.dieAfter(commits)
    const answer = await row.operation(given).catch(() => null)
    if (answer !== null && answer.status >= 300) throw new Error(`refused: ${answer.text}`)
    wasAnswered = answer !== null
  } finally {
    await first.kill()
  }
  const second = await startCabinet(directory, row)
  try {
    await row.after(second, given, wasAnswered)
  } catch (thrown) {
    throw new Error(`killed after ${commits} commits, ${wasAnswered ? '' : 'un'}answered`, { cause: thrown })
  } finally {
    await second.kill()
  }
  return wasAnswered
}

const crashAt = async <T>(base: string, commits: number, row: Crashing<T>): Promise<boolean> => {
  const directory = await copyOf(base)
  try {
    return await crashIn(directory, commits, row)
  } finally {
    await remove(directory)
  }
}

/** Which numbers of commits are tried: `first`, and every `step`th after it. */
export interface Points {
  readonly first: number
  readonly step: number
}

/**
 * Kills an operation after the given numbers of commits until it is answered unharmed, each time over a fresh copy of
 * the directory; the last time the kill follows the answer. Answers how often it was killed.
 */
export const crashEverywhere = async <T>(
  base: string,
  { first, step }: Points,
  row: Crashing<T>,
): Promise<number> => {
  let kills = 0
  for (let commits = first; commits < most; commits += step) {
    kills += 1
    if (await crashAt(base, commits, row)) return kills
  }
  throw new Error(`not answered after ${most} commits`)
}
