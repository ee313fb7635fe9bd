import { ServerResponse } from 'node:http'
import { flushCompileCache } from 'node:module'
import { basename } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterStep, beforeStep, isCounting, liveFor, stepsSeen } from './steps-to-death.ts'

/**
 * Loaded into a cabinet before anything else, by tests alone. Told a number, the process kills itself as `kill -9`
 * does: right after that many commits of the log, the vault and the state; 0: before the first one. Told `count`, it
 * only counts them. Views do not count: they are built again from the log.
 */
let seenAtAnswer = 0

const isKept = (database: DatabaseSync): boolean =>
  ['events.db', 'vault.db', 'state.db'].includes(basename(database.location() ?? ''))

const exec = DatabaseSync.prototype.exec
DatabaseSync.prototype.exec = function commitAndDie(sql: string): void {
  const counts = isCounting() && sql === 'COMMIT' && isKept(this)
  if (counts) beforeStep()
  exec.call(this, sql)
  if (counts) afterStep()
}

ServerResponse.prototype.writeHead = new Proxy(ServerResponse.prototype.writeHead, {
  apply: (writeHead, response, head) => {
    seenAtAnswer = stepsSeen()
    return Reflect.apply(writeHead, response, head)
  },
})

const begin = (steps: number): void => {
  liveFor(steps)
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
  if (told === 'counted') process.send?.({ untilAnswer: seenAtAnswer, all: stepsSeen() })
})
// The cabinet ends by its own rules: the channel to the test holds nothing up.
process.channel?.unref()
