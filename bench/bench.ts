// npm run bench -- [--seconds 8] [--accounts 512] [--only "change of routing"]
import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { compareWithBare } from './compare-with-bare.ts'
import { measureMachineLimits } from './machine-limits.ts'
import { tableOf } from './table.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '8' },
    accounts: { type: 'string', default: '512' },
    only: { type: 'string' },
  },
})

const directory = await mkdtemp(join(tmpdir(), 'cabinet-bench-'))
try {
  const limits = measureMachineLimits(directory, 2)
  const run = await compareWithBare(directory, {
    seconds: Number(values.seconds),
    accounts: Number(values.accounts),
    only: values.only,
  })
  const report = { at: new Date().toISOString(), load: loadavg(), limits, ...run }
  process.stdout.write(tableOf(report))
} finally {
  await rm(directory, { recursive: true, force: true })
}
