import { ServerResponse } from 'node:http'
import { flushCompileCache } from 'node:module'
import { basename } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/**
 * Loaded into a cabinet before anything else, by tests alone. Told a number, the process kills itself as `kill -9`
 * does: right after that many commits of the log, the vault and the state; 0: before the first one. Told `count`, it
 * only counts them. Views do not count: they are built again from the log.
 */
let left: number | null = null
let seen = 0
let seenAtAnswer = 0

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
  seen += 1
  dieWhenDue()
}

ServerResponse.prototype.writeHead = new Proxy(ServerResponse.prototype.writeHead, {
  apply: (writeHead, response, head) => {
    seenAtAnswer = seen
    return Reflect.apply(writeHead, response, head)
  },
})

const begin = (commits: number): void => {
  left = commits
  seen = 0
  seenAtAnswer = 0
  process.send?.('armed')
}

process.on('message', (told) => {
  if (typeof told === 'number') begin(told)
  if (told === 'count') {
    // Otherwise what is compiled is kept at the end, which a killed process does not see.
    flushCompileCache()
    begin(Number.POSITIVE_INFINITY)
  }
  if (told === 'counted') process.send?.({ untilAnswer: seenAtAnswer, all: seen })
})
// The cabinet ends by its own rules: the channel to the test holds nothing up.
process.channel?.unref()
