import { type Choice, type Commits, chosenPoints } from './chosen-points.ts'
import { endOfLog, recordedAfter } from './data-on-disk.ts'
import { copyOf, type MortalCabinet, remove, type Start, startCabinet } from './mortal-cabinet.ts'
import { untilSettled } from './until-settled.ts'
import { faultsLeft } from './what-is-left.ts'

/** One operation that is killed in the middle. */
export interface Crashing<T> {
  /** Brings everybody to where the operation begins. */
  readonly before: (cabinet: MortalCabinet) => Promise<T>
  /** The operation itself: it throws when the connection breaks. */
  readonly operation: (given: T) => Promise<{ readonly status: number; readonly text: string }>
  /** It works on files: these are steps like commits. */
  readonly files?: true
  /** How much later than the first the second process starts, in milliseconds. */
  readonly later?: number
  /**
   * Types of events that the operation records: each once when it was answered; otherwise, when the restarted process
   * has come to rest, all of them once or none.
   */
  readonly records?: readonly string[]
  /** Types of events that are recorded exactly once when `after` has done what was left to do. */
  readonly recordsInTheEnd?: readonly string[]
  /** What has to hold afterwards, in a process that is started over what is left, once its reactions have come to rest. */
  readonly after: (cabinet: MortalCabinet, given: T, wasAnswered: boolean) => Promise<void>
}

/** More commits than any operation makes. */
const most = 80

interface Killed<T> {
  readonly given: T
  readonly wasAnswered: boolean
  /** Where the log ended when the operation began. */
  readonly began: number
}

/** Runs an operation in a cabinet that was told to die, or to count, as far as its answer. */
const runTo = async <T>(
  directory: string,
  row: Crashing<T>,
  cabinet: MortalCabinet,
  arm: () => Promise<void>,
): Promise<Killed<T>> => {
  const given = await row.before(cabinet)
  await untilSettled(directory, cabinet)
  const began = endOfLog(directory)
  await arm()
  const answer = await row.operation(given).catch(async (thrown: unknown) => {
    // A refused assertion is no crash.
    if (!(await cabinet.isGone())) throw thrown
    return null
  })
  if (answer !== null && answer.status >= 300) throw new Error(`refused: ${answer.text}`)
  return { given, wasAnswered: answer !== null, began }
}

type Kind = 'commits' | 'steps'

const kindOf = ({ files }: Pick<Start, 'files'>): Kind => (files === true ? 'steps' : 'commits')

const onlyFiles = ({ files }: Pick<Start, 'files'>): Start => (files === undefined ? {} : { files })

const commitsOf = async <T>(base: string, row: Crashing<T>): Promise<Commits> => {
  const directory = await copyOf(base)
  const cabinet = await startCabinet(directory, onlyFiles(row))
  try {
    await runTo(directory, row, cabinet, cabinet.count)
    const { untilAnswer } = await cabinet.counted()
    await untilSettled(directory, cabinet)
    const { all } = await cabinet.counted()
    return { untilAnswer, all }
  } finally {
    await cabinet.kill()
    await remove(directory)
  }
}

const times = (recorded: ReadonlyMap<string, number>, types: readonly string[] = []): string =>
  types.map((type) => `${type} ${recorded.get(type) ?? 0}×`).join(', ')

const insistOnce = (recorded: ReadonlyMap<string, number>, types: readonly string[] = [], orNone = false) => {
  const counts = new Set(types.map((type) => recorded.get(type) ?? 0))
  const isRight = counts.size === 0 || (counts.size === 1 && (counts.has(1) || (orNone && counts.has(0))))
  if (!isRight) throw new Error(`recorded: ${times(recorded, types)}`)
}

const insistWhole = async (directory: string): Promise<void> => {
  const faults = await faultsLeft(directory)
  if (faults.length > 0) throw new Error(faults.join('; '))
}

const restart = async <T>(directory: string, row: Crashing<T>, killed: Killed<T>): Promise<void> => {
  const { given, wasAnswered, began } = killed
  const second = await startCabinet(directory, row)
  try {
    await untilSettled(directory, second)
    insistOnce(recordedAfter(directory, began), row.records, !wasAnswered)
    // At rest, so that its files can be copied.
    await insistWhole(directory)
    await row.after(second, given, wasAnswered)
    await untilSettled(directory, second)
    insistOnce(recordedAfter(directory, began), row.recordsInTheEnd)
  } finally {
    await second.kill()
  }
  await insistWhole(directory)
}

const killAt = async <T>(directory: string, commits: number, row: Crashing<T>): Promise<Killed<T>> => {
  const first = await startCabinet(directory, onlyFiles(row))
  try {
    const killed = await runTo(directory, row, first, () => first.dieAfter(commits))
    // Reactions go on after the answer, to their rest or to its death.
    if (killed.wasAnswered) await untilSettled(directory, first)
    return killed
  } finally {
    await first.kill()
  }
}

const crashAt = async <T>(base: string, commits: number, row: Crashing<T>): Promise<boolean> => {
  const directory = await copyOf(base)
  try {
    const killed = await killAt(directory, commits, row)
    await restart(directory, row, killed).catch((thrown: unknown) => {
      const how = killed.wasAnswered ? 'answered' : 'unanswered'
      throw new Error(`killed after ${commits} ${kindOf(row)}, ${how}: ${thrown}`, { cause: thrown })
    })
    return killed.wasAnswered
  } finally {
    await remove(directory)
  }
}

/** How an operation was killed, in words. */
const words = (
  kind: Kind,
  { untilAnswer, all }: Commits,
  points: readonly number[],
  answered: readonly number[],
): string => {
  const inReactions = answered.length === 0 ? 'none answered' : `answered: ${answered.join(', ')}`
  const counted = `${untilAnswer} ${kind} up to the answer, ${all - untilAnswer} in reactions after it`
  return `${counted}; killed after ${points.join(', ')} (${inReactions})`
}

/**
 * Counts the commits of an operation and of the reactions that follow, then kills it after some or every number of
 * them, each time over a fresh copy of the directory. Tells, in words, where.
 */
export const crashEverywhere = async <T>(
  base: string,
  name: string,
  choice: Choice,
  row: Crashing<T>,
): Promise<string> => {
  const commits = await commitsOf(base, row)
  if (commits.all > most) throw new Error(`${commits.all} commits are more than an operation makes`)
  const points = chosenPoints(name, commits, choice)
  const answered: number[] = []
  for (const point of points) if (await crashAt(base, point, row)) answered.push(point)
  return words(kindOf(row), commits, points, answered)
}
