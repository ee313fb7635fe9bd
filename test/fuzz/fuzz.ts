import { type Finding, shownFindings } from './findings.ts'
import { readOptions } from './options.ts'
import { attack, attackAll, type Run } from './run.ts'
import { tally } from './tally.ts'
import { startServer } from './world/server.ts'
import { buildWorld } from './world/world.ts'

const print = (text: string): void => void process.stdout.write(`${text}\n`)

const options = readOptions(process.argv.slice(2))
const server = await startServer()
try {
  const findings: Finding[] = []
  const world = await buildWorld(server)
  const run: Run = { world, seed: options.seed, tally: tally(), findings }
  print(`fuzz: seed ${options.seed}, ${options.requests} requests, ${world.operations.length} operations`)
  if (options.only !== null) await attack(run, options.only)
  else await attackAll(run, 1, options.requests + 1)
  print(shownFindings(findings, options.seed))
  for (const line of run.tally.shown()) print(line)
  print(`fuzz: ${findings.length} findings`)
  process.exitCode = findings.length === 0 ? 0 : 1
} finally {
  await server.stop()
  server.remove()
}
