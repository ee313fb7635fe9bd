import { randomInt } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { totalsReporter } from './test/reporter/totals-reporter.ts'

/** Where property tests start; `FC_SEED=<seed> npm test` repeats a run. */
const seed = Number(process.env['FC_SEED'] ?? randomInt(2 ** 31))

/** Tests of pure code and of use cases hold no process, port or file, so they may share a worker. */
const core = ['test/domain/**/*.test.ts', 'test/application/**/*.test.ts', 'test/*.test.ts']

export default defineConfig({
  test: {
    reporters: ['default', totalsReporter(seed)],
    provide: { seed },
    setupFiles: ['test/seed.ts'],
    pool: 'forks',
    // Two cores are what the suite is promised to be quick on; one worker would leave half of them idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Never what a test measures: only the end of patience with one that hangs on a busy machine.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    experimental: { diagnostics: false },
    projects: [
      { extends: true, test: { name: 'core', include: core, isolate: false } },
      { extends: true, test: { name: 'parts', include: ['test/**/*.test.ts'], exclude: core } },
    ],
  },
})
