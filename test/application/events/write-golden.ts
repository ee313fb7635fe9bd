/**
 * Writes the golden file of every event's present version that has none yet, and its sum. Never touches one that
 * exists: what was stored stays stored.
 */
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { eventDefinitions } from '../../../application/events/event-contract.ts'
import { systemIds } from '../../../infrastructure/system/system-ids.ts'
import { encodeExample } from './encode-example.ts'
import { goldenExamples } from './golden-examples.ts'
import { goldenDirectory, pathOf, sumOf, sumsFile } from './golden-files.ts'

mkdirSync(goldenDirectory, { recursive: true })
for (const [type, { version }] of Object.entries(eventDefinitions)) {
  const name = `${type}.v${version}`
  if (existsSync(pathOf(name))) continue
  const { id, data, metadata } = await encodeExample(name, systemIds)
  const golden = { stream: goldenExamples.get(name)?.stream, id, type, data, metadata }
  writeFileSync(pathOf(name), `${JSON.stringify(golden, null, 2)}\n`, { flag: 'wx' })
  appendFileSync(sumsFile, `${sumOf(name)}  ${name}.json\n`)
  console.log(`wrote ${name}`)
}
