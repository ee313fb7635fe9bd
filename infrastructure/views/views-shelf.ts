import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import type { Log } from '../../application/ports/log.ts'
import type { ViewsFile, ViewsShelf } from '../../application/ports/views.ts'
import { integer } from '../sqlite/column.ts'
import { examineFile } from '../sqlite/examine-file.ts'
import { openDatabase } from '../sqlite/open-database.ts'
import { sqliteViews } from './sqlite-views.ts'
import { viewsDatabase } from './view-tables.ts'

const fileName = /^views-(\d+)\.db$/

const numbersIn = (directory: string): readonly number[] =>
  readdirSync(directory)
    .flatMap((name) => {
      const number = fileName.exec(name)?.[1]
      return number === undefined ? [] : [Number(number)]
    })
    .sort((a, b) => b - a)

interface Shelved {
  readonly number: number
  readonly file: ViewsFile
  readonly serve: () => void
  readonly isServing: boolean
}

/** Sets of views as files `views-N.db` in a directory, which belongs to this process alone. */
export const viewsShelf = (directory: string, log: Log): ViewsShelf => {
  const pathOf = (number: number) => join(directory, `views-${number}.db`)
  const taken = new Map<ViewsFile, Shelved>()

  const remove = (number: number): void => {
    for (const end of ['', '-wal', '-shm']) rmSync(`${pathOf(number)}${end}`, { force: true })
  }

  const open = (
    number: number,
    about?: { readonly logId: string; readonly versions: string },
  ): Shelved | null => {
    const useless = (why: string): null => {
      log.warn({ why }, 'a set of views cannot be used; it is built anew')
      return null
    }
    const examined = examineFile(pathOf(number), viewsDatabase, () => E.right(true))
    if (E.isLeft(examined)) return useless(`${pathOf(number)}: ${examined.left.kind}`)
    const opened = openDatabase(pathOf(number), viewsDatabase)
    if (E.isLeft(opened)) return useless(opened.left.message)
    const database = opened.right
    if (about !== undefined)
      database
        .prepare('INSERT INTO about (id, logId, versions, position, serving) VALUES (1, ?, ?, NULL, 0)')
        .run(about.logId, about.versions)
    const known = database.prepare('SELECT serving FROM about').get()
    if (known === undefined) {
      database.close()
      return null
    }
    const shelved: Shelved = {
      number,
      file: sqliteViews(database),
      serve: () => database.exec('UPDATE about SET serving = 1'),
      isServing: integer(known['serving']) === 1,
    }
    taken.set(shelved.file, shelved)
    return shelved
  }

  return {
    serving: () => {
      for (const number of numbersIn(directory)) {
        const shelved = open(number)
        if (shelved?.isServing === true) return shelved.file
        shelved?.file.close()
        remove(number)
      }
      return null
    },

    create: (logId, versions) => {
      const number = (numbersIn(directory)[0] ?? 0) + 1
      const shelved = open(number, { logId, versions })
      if (shelved === null) throw new Error(`${pathOf(number)} cannot be made`)
      return shelved.file
    },

    promote: (file) => {
      const chosen = taken.get(file)
      if (chosen === undefined) throw new Error('a set of views of another shelf')
      chosen.serve()
      for (const [other, { number }] of taken) {
        if (other === file) continue
        other.close()
        taken.delete(other)
        remove(number)
      }
    },
  }
}
