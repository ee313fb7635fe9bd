import type { DatabaseSync } from 'node:sqlite'
import type { ViewsBatch, ViewsFile } from '../../application/ports/views.ts'
import { orNull, text } from '../sqlite/column.ts'
import { readViews } from './read-views.ts'
import { rememberedRows } from './remembered-rows.ts'
import { writeViews } from './write-views.ts'

/** A set of views in an open database, which it closes in the end. */
export const sqliteViews = (database: DatabaseSync): ViewsFile => {
  const reading = readViews(database)
  const { committed, ...remembered } = rememberedRows(reading)
  const write = writeViews(database)
  const about = database.prepare('SELECT logId, versions, position FROM about').get() ?? {}
  const position = orNull(text)(about['position'])

  const transaction = (work: () => void): void => {
    database.exec('BEGIN IMMEDIATE')
    try {
      work()
      database.exec('COMMIT')
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  }

  return {
    ...reading,
    ...remembered,
    checkpoint: {
      logId: text(about['logId']),
      versions: text(about['versions']),
      position: position === null ? null : BigInt(position),
    },
    commit: async (batch: ViewsBatch) => {
      transaction(() => write(batch))
      committed(batch)
    },
    close: () => {
      if (database.isOpen) database.close()
    },
  }
}
