import { setTimeout as pause } from 'node:timers/promises'
import { everyCode } from './attacks/code-attacks.ts'
import { everyDue, everyLate } from './attacks/due-attacks.ts'
import { openSlowConnections, type SlowConnections } from './attacks/slow-connections.ts'
import { everyPair } from './attacks/valid-attacks.ts'
import { examineMemory, examineServer, shownMemory, victimSeen } from './checks/aftermath.ts'
import { canonicalJourney } from './checks/journey.ts'
import { examineByDoctor, examineLogFile } from './checks/log-file.ts'
import { examineLog } from './checks/server-log.ts'
import { type Finding, shownFindings } from './findings.ts'
import { readOptions } from './options.ts'
import { attack, attackAll, firstCode, firstDue, firstLate, firstPair, type Run } from './run.ts'
import { tally } from './tally.ts'
import { feelPulse } from './world/pulse.ts'
import { type Server, startServer } from './world/server.ts'
import { buildWorld } from './world/world.ts'

const options = readOptions(process.argv.slice(2))
const print = (text: string): void => void process.stdout.write(`${text}\n`)

const told = (says: string): Finding => ({ number: 0, says, shot: null, received: '' })

/** Waits for slow connections as long as was asked for, and judges those that have ended. */
const awaitSlow = async (slow: SlowConnections, run: Run): Promise<void> => {
  const enough = new AbortController()
  await Promise.race([slow.all, pause(options.patience * 1000, null, { signal: enough.signal, ref: false })])
  enough.abort()
  slow.leave()
  const ended = slow.ended()
  for (const { shot, exchanged, answers, complaints } of ended) {
    run.tally.count(shot.kind, answers)
    if (complaints.length === 0) continue
    const received = exchanged.received.toString('latin1')
    run.findings.push({ number: 0, says: complaints.join('; '), shot, received })
  }
  print(
    `slow connections: ${ended.length} of ${slow.count} ended by the server, ${slow.count - ended.length} still open`,
  )
}

/** A code or a letter is sent again after a minute; a run that does not last so long leaves that out. */
const resendAfter = 60_500

/** What those who have waited ask for then, beside all others, unless the run is over before. */
const askLate = async (run: Run, isOver: AbortSignal): Promise<void> => {
  const many = everyLate.count(run.world)
  const left = Math.max(0, run.world.builtAt + resendAfter - Date.now())
  const isRipe = await pause(left, true, { signal: isOver }).catch(() => false)
  if (isRipe) await attackAll(run, firstLate, firstLate + many)
  else if (many > 0) print('codes and letters once more: left out, a minute has not passed')
}

const wholeRun = async (run: Run): Promise<void> => {
  const { world, findings } = run
  const { server } = world
  const [begin, middle, end] = [1, Math.ceil(options.requests / 2), options.requests + 1]
  const warm = Math.ceil(options.requests / 10)
  const victim = await victimSeen(world)
  const slow = openSlowConnections(world)
  const pulse = feelPulse(server)
  const over = new AbortController()
  const late = askLate(run, over.signal).catch(
    (error: unknown) => void findings.push(told(`asking once more breaks off: ${String(error)}`)),
  )
  const alone = firstPair + everyPair.lasting(world)
  await attackAll(run, firstPair, alone)
  await attackAll(run, alone, firstPair + everyPair.count(world), 1)
  // One after the other: each finds its principal where they are put.
  await attackAll(run, firstCode, firstCode + everyCode.count(world), 1)
  await attackAll(run, firstDue, firstDue + everyDue.count(world), 1)
  await attackAll(run, begin, warm)
  const first = await server.memory()
  await attackAll(run, warm, middle)
  const half = await server.memory()
  await attackAll(run, middle, end)
  await pulse.stop()
  await awaitSlow(slow, run)
  over.abort()
  await late
  const last = await server.memory()
  print(`memory after ${warm - 1}: ${shownMemory(first)}`)
  print(`memory after ${middle - 1}: ${shownMemory(half)}`)
  print(`memory after ${options.requests}: ${shownMemory(last)}`)
  print(`pulse: ${pulse.shown()}`)
  const afterwards = [
    ...pulse.complaints(),
    ...examineMemory(half, last),
    ...(await canonicalJourney(world)),
    ...(await examineServer(world, victim)),
  ]
  findings.push(...afterwards.map(told))
}

/** What can be looked at only once the server has stopped. */
const afterStop = async ({ world, findings }: Run, server: Server): Promise<void> => {
  const code = await server.stop()
  if (code !== 0) findings.push(told(`the server ended with ${code}`))
  const log = examineLog(world)
  const file = examineLogFile(world)
  print(`server: one process, ${server.pid}; log ${log.lines} lines; ${file.events} events`)
  const { length } = server.profiles
  print(`people: ${length - world.unused()} of ${length} Profiles used`)
  for (const [text, times] of log.warnings) print(`warning, ${times}×: ${text}`)
  const faults = [...log.complaints, ...file.complaints, ...(await examineByDoctor(world))]
  findings.push(...faults.map(told))
}

const main = async (server: Server): Promise<number> => {
  const world = await buildWorld(server)
  const run: Run = {
    world,
    seed: options.seed,
    tally: tally(),
    findings: [],
    succeeded: new Set(),
    tried: new Set(),
  }
  const { mode, requests, seed, only } = options
  print(`fuzz: ${mode}, seed ${seed}, ${requests} requests, ${world.operations.length} operations`)
  const work = only === null ? wholeRun(run) : attack(run, only)
  // What has been found up to there is told all the same.
  await work.catch((error: unknown) =>
    run.findings.push(told(`the run breaks off: ${error instanceof Error ? error.message : String(error)}`)),
  )
  await afterStop(run, server)
  const open = world.operations.filter(({ atSocket }) => !atSocket).map(({ id }) => id)
  const never = open.filter((id) => !run.succeeded.has(id))
  print(
    `operations: ${run.tried.size} pairs with principals tried; ${open.length - never.length} of ${open.length} on the network succeeded${never.length === 0 ? '' : `, never ${never.join(', ')}`}`,
  )
  print(shownFindings(run.findings, { mode, seed }))
  for (const line of run.tally.shown()) print(line)
  print(`fuzz: ${mode}, seed ${seed}, ${run.findings.length} findings`)
  return run.findings.length === 0 ? 0 : 1
}

const server = await startServer(options)
try {
  process.exitCode = await main(server)
} finally {
  await server.stop()
  server.remove()
}
// A slow connection may be open still; it has nothing more to tell.
process.exit()
