import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { constants, type DatabaseSync, type StatementSync } from 'node:sqlite'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type MockInstance, vi } from 'vitest'
import { appendLimitBytes } from '../../../infrastructure/embedded-store/append-events.ts'
import {
  type EmbeddedStoreNeeds,
  embeddedStore,
} from '../../../infrastructure/embedded-store/embedded-store.ts'
import { openEventLog } from '../../../infrastructure/embedded-store/event-log-file.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { eventStoreContract } from './event-store-contract.ts'
import type { EventStoreRig } from './rig.ts'

/** A clock on which waiting takes a turn of the event loop, and no time. */
const clock: EmbeddedStoreNeeds['clock'] = { now: () => 0, wait: () => nextTurn() }

/** COMMIT, or one whose answer is lost once. */
const commitOf = (database: DatabaseSync) => {
  let lost: 'beforeWrite' | 'afterWrite' | null = null
  return {
    loseNext: (when: 'beforeWrite' | 'afterWrite') => {
      lost = when
    },
    commit: () => {
      const now = lost
      lost = null
      if (now === 'beforeWrite') throw new Error('disk I/O error')
      database.exec('COMMIT')
      if (now === 'afterWrite') throw new Error('disk I/O error')
    },
  }
}

/** Counts the rows that the scan of the log reads from the file. */
const countScannedRows = (database: DatabaseSync) => {
  const scans: MockInstance<StatementSync['all']>[] = []
  const prepare = database.prepare.bind(database)
  database.prepare = (sql) => {
    const statement = prepare(sql)
    if (sql.includes('WHERE position >')) scans.push(vi.spyOn(statement, 'all'))
    return statement
  }
  return () =>
    scans
      .flatMap(({ mock }) => mock.results)
      .reduce((rows, result) => rows + (result.type === 'return' ? result.value.length : 0), 0)
}

const open = async (): Promise<EventStoreRig> => {
  const directory = await mkdtemp(join(tmpdir(), 'cabinet-'))
  const openStore = () => {
    const database = rightOf(openEventLog(join(directory, 'events.db')))
    const scannedRows = countScannedRows(database)
    const { commit, loseNext } = commitOf(database)
    return { database, scannedRows, loseNext, store: embeddedStore(database, { clock, commit }) }
  }
  let current = openStore()
  return {
    get store() {
      return current.store
    },
    close: async () => {
      await current.store.close()
      await rm(directory, { recursive: true })
    },
    reopen: async () => {
      await current.store.close()
      current = openStore()
      return current.store
    },
    // The nearest to a file that cannot be used: SQLite refuses every statement from now on.
    goAway: async () => current.database.setAuthorizer(() => constants.SQLITE_DENY),
    comeBack: async () => current.database.setAuthorizer(null),
    loseNextAnswer: (when) => current.loseNext(when),
    appendLimitBytes,
    stalled: async () => {
      for (let turn = 0; turn < 50; turn += 1) await nextTurn()
      return current.scannedRows()
    },
  }
}

eventStoreContract('the embedded store', {
  open,
  cannot: {
    resetConnection: 'there is no connection: the store is in the process',
    freeze: 'the store is in the process and answers within the turn, or the process itself is frozen',
    foreignEvents: 'nobody else writes into its file',
  },
})
