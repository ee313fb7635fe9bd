import { readdirSync, renameSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import type { Log } from '../../application/ports/log.ts'
import type { ViewsFile, ViewsShelf } from '../../application/ports/views.ts'
import { integer } from '../sqlite/column.ts'
import { examineFile } from '../sqlite/examine-file.ts'
import { openDatabase } from '../sqlite/open-database.ts'
import { shelvedBuild } from './build/shelved-build.ts'
import { sqliteViews } from './sqlite-views.ts'
import { viewsDatabase } from './view-tables.ts'

const fileName = /^views-(\d+)\.db$/
/** A set that is being built, and what SQLite puts beside it: after a crash it is worth nothing. */
const unfinishedName = /^views-(\d+)-unfinished\.db(?:-\w+)?$/

const numbersIn = (directory: string, pattern: RegExp): readonly number[] =>
  readdirSync(directory)
    .flatMap((name) => {
      const number = pattern.exec(name)?.[1]
      return number === undefined ? [] : [Number(number)]
    })
    .sort((a, b) => b - a)

const endings = ['', '-wal', '-shm', '-journal']

interface Shelved {
  readonly number: number
  readonly file: ViewsFile
  readonly serve: () => void
  readonly isServing: boolean
}

/**
 * Sets of views as files `views-N.db` in a directory, which belongs to this process alone. `eventLog` is the log's own
 * file where this process owns it: a rebuild then reads it in its own thread.
 */
export const viewsShelf = (directory: string, log: Log, eventLog: string | null = null): ViewsShelf => {
  const pathOf = (number: number) => join(directory, `views-${number}.db`)
  const unfinishedPathOf = (number: number) => join(directory, `views-${number}-unfinished.db`)
  const taken = new Map<ViewsFile, Shelved>()

  const removeAt = (path: string): void => {
    for (const end of endings) rmSync(`${path}${end}`, { force: true })
  }

  const nextNumber = (): number => {
    const [newest = 0] = numbersIn(directory, fileName)
    const [building = 0] = numbersIn(directory, unfinishedName)
    return Math.max(newest, building) + 1
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
      // On the disk before the others are removed.
      serve: () =>
        database.exec('PRAGMA synchronous = FULL; UPDATE about SET serving = 1; PRAGMA synchronous = NORMAL'),
      isServing: integer(known['serving']) === 1,
    }
    taken.set(shelved.file, shelved)
    return shelved
  }

  const openMade = (number: number, about?: { readonly logId: string; readonly versions: string }) => {
    const shelved = open(number, about)
    if (shelved === null) throw new Error(`${pathOf(number)} cannot be made`)
    return shelved.file
  }

  return {
    serving: () => {
      for (const number of numbersIn(directory, unfinishedName)) removeAt(unfinishedPathOf(number))
      for (const number of numbersIn(directory, fileName)) {
        const shelved = open(number)
        if (shelved?.isServing === true) return shelved.file
        shelved?.file.close()
        removeAt(pathOf(number))
      }
      return null
    },

    create: (logId, versions) => openMade(nextNumber(), { logId, versions }),

    build: (logId, versions, now) => {
      const number = nextNumber()
      const path = unfinishedPathOf(number)
      return shelvedBuild({
        ...{ path, logId, versions, now, log: eventLog },
        take: () => {
          renameSync(path, pathOf(number))
          return openMade(number)
        },
        remove: () => removeAt(path),
      })
    },

    promote: async (file) => {
      const chosen = taken.get(file)
      if (chosen === undefined) throw new Error('a set of views of another shelf')
      chosen.serve()
      for (const [other, { number }] of taken) {
        if (other === file) continue
        other.close()
        taken.delete(other)
        // Of a big file that takes a while, and requests wait meanwhile.
        for (const end of endings) await rm(`${pathOf(number)}${end}`, { force: true })
      }
    },
  }
}
