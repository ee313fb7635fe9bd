import { text } from '../sqlite/column.ts'
import { openToLook } from '../sqlite/open-to-look.ts'

const category = 'profile-'

/** Ids of the Profiles that a log's file tells as erased (M19), without opening the log. Throws what SQLite does. */
export const erasedInLog = (path: string): readonly string[] => {
  const database = openToLook(path)
  try {
    return database
      .prepare(
        "SELECT name FROM streams WHERE id IN (SELECT stream_id FROM events WHERE type = 'ProfileErased')",
      )
      .all()
      .map((row) => text(row['name']))
      .filter((stream) => stream.startsWith(category))
      .map((stream) => stream.slice(category.length))
  } finally {
    database.close()
  }
}
