import { basename } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/**
 * Loaded into a cabinet before anything else, by tests alone. Told a number, the process kills itself as `kill -9`
 * does: right after that many commits of the log, the vault and the state; 0: before the first one. Views do not
 * count: they are built again from the log.
 */
let left: number | null = null

const isKept = (database: DatabaseSync): boolean =>
  ['events.db', 'vault.db', 'state.db'].includes(basename(database.location() ?? ''))

const dieWhenDue = (): void => {
  if (left === 0) process.kill(process.pid, 'SIGKILL')
}

const exec = DatabaseSync.prototype.exec
DatabaseSync.prototype.exec = function commitAndDie(sql: string): void {
  const counts = left !== null && sql === 'COMMIT' && isKept(this)
  if (counts) dieWhenDue()
  exec.call(this, sql)
  if (!counts || left === null) return
  left -= 1
  dieWhenDue()
}

process.on('message', (commits) => {
  if (typeof commits !== 'number') return
  left = commits
  process.send?.('armed')
})
// The cabinet ends by its own rules: the channel to the test holds nothing up.
process.channel?.unref()
