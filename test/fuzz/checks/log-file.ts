import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { z } from 'zod'
import type { World } from '../world/world.ts'

const run = promisify(execFile)

const one = z.object({ found: z.union([z.string(), z.number()]) })

/** What must hold in a log that nothing was lost from and nothing came between; each asks for what breaks it. */
const questions: readonly (readonly [string, string, string | number])[] = [
  [
    'SQLite calls the file broken',
    'SELECT integrity_check AS found FROM pragma_integrity_check LIMIT 1',
    'ok',
  ],
  ['positions have gaps', 'SELECT max(position) - min(position) + 1 - count(*) AS found FROM events', 0],
  [
    'streams have gaps',
    'SELECT count(*) AS found FROM (SELECT 1 FROM events GROUP BY stream_id HAVING max(revision) + 1 <> count(*))',
    0,
  ],
  [
    'events are no JSON',
    'SELECT count(*) AS found FROM events WHERE NOT json_valid(data) OR NOT json_valid(metadata)',
    0,
  ],
  ['an append is not whole', 'SELECT remaining AS found FROM events ORDER BY position DESC LIMIT 1', 0],
]

/** The log's file once the server has stopped; `events` is how many it holds. */
export const examineLogFile = ({
  server,
}: World): { readonly events: number; readonly complaints: readonly string[] } => {
  const file = new DatabaseSync(join(server.dataDirectory, 'events.db'), { readOnly: true })
  try {
    const ask = (question: string): string | number => one.parse({ ...file.prepare(question).get() }).found
    const complaints = questions.flatMap(([what, question, right]) => {
      const found = ask(question)
      return found === right ? [] : [`the log's file: ${what} (${found})`]
    })
    return { events: Number(ask('SELECT count(*) AS found FROM events')), complaints }
  } finally {
    file.close()
  }
}

/** The operator's own examination of the data that the run has left behind. */
export const examineByDoctor = async ({ server }: World): Promise<readonly string[]> => {
  try {
    await run(process.execPath, ['cli/cabinet.ts', '--lang', 'en', 'doctor'], {
      env: { ...server.environment },
    })
    return []
  } catch (error) {
    const said = error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error)
    return [`cabinet doctor finds fault with what the run has left: ${said}`]
  }
}
