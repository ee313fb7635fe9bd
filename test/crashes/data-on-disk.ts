import { join } from 'node:path'
import { type DataFiles, dataFiles } from '../../infrastructure/data-directory/data-files.ts'
import { openToLook } from '../../infrastructure/sqlite/open-to-look.ts'

/** The files of a cabinet whose place is this directory. */
export const filesIn = (directory: string): DataFiles => dataFiles(join(directory, 'data'))

const firstOf = (path: string, query: string, ...parameters: readonly number[]): unknown => {
  const database = openToLook(path)
  try {
    return Object.values(database.prepare(query).get(...parameters) ?? {})[0]
  } finally {
    database.close()
  }
}

/** Where the log ends. */
export const endOfLog = (directory: string): number =>
  Number(firstOf(filesIn(directory).events, 'SELECT max(position) FROM events'))

/** How often each type of event was recorded after a place of the log. */
export const recordedAfter = (directory: string, position: number): ReadonlyMap<string, number> => {
  const database = openToLook(filesIn(directory).events)
  try {
    const rows = database
      .prepare('SELECT type, count(*) AS times FROM events WHERE position > ? GROUP BY type')
      .all(position)
    return new Map(rows.map((row) => [String(row['type']), Number(row['times'])]))
  } finally {
    database.close()
  }
}

const parkedJobs = 'SELECT group_concat(reaction) FROM reaction_jobs WHERE parked_at IS NOT NULL'

// That a code ran out is recorded within a minute: nobody is awake for it when the clock is moved.
const dueJobs = `
  SELECT group_concat(reaction || ' tried ' || tries || '×', ', ') FROM reaction_jobs
    WHERE parked_at IS NULL AND (tries > 0 OR (due_at <= ? AND reaction <> 'expireChallenge'))`

/** Reactions that are due, in words; `null`: none. What is planned for later is none of them. */
export const dueReactions = (directory: string, now: number): unknown =>
  firstOf(filesIn(directory).state, dueJobs, now) ?? null

/** Reactions that wait for staff. */
export const parkedReactions = (directory: string): unknown =>
  firstOf(filesIn(directory).state, parkedJobs) ?? null
