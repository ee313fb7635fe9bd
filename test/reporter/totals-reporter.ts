import type { Reporter, TestModule, TestSuite, Vitest } from 'vitest/node'
import { type SkippedTest, skippedTestsOf } from './skipped-test.ts'

const brokenSuites = (module: TestModule): readonly TestSuite[] =>
  Array.from(module.children.allSuites()).filter((suite) => suite.errors().length > 0)

/** A file that could not be loaded, or whose worker died, has no failed test to be counted by. */
const isBroken = (module: TestModule): boolean =>
  module.errors().length > 0 || module.state() === 'pending' || module.state() === 'queued'

const failuresOf = (module: TestModule): number =>
  Array.from(module.children.allTests('failed')).length +
  brokenSuites(module).length +
  (isBroken(module) ? 1 : 0)

const passesOf = (module: TestModule): number => Array.from(module.children.allTests('passed')).length

const sum = (modules: readonly TestModule[], count: (module: TestModule) => number): number =>
  modules.reduce((total, module) => total + count(module), 0)

const inWords = ({ file, name, reason }: SkippedTest): string =>
  `skipped: ${file} > ${name}: ${reason ?? 'no reason given'}`

/** Tests that a name pattern on the command line left out need no reason of their own. */
const worthTelling = (skipped: readonly SkippedTest[], filtered: boolean): readonly SkippedTest[] =>
  filtered ? skipped.filter(({ reason }) => reason !== null) : skipped

/**
 * Prints the seed, every skipped test with its reason in words, and ends the run with `N passed, N failed, N skipped` alone on
 * a line. A file that could not be loaded, a broken hook and an unhandled error count as one failure each, so that
 * nothing that makes the run fail is missing from the count.
 */
export const totalsReporter = (seed: number): Reporter => {
  let running: Vitest | undefined
  return {
    onInit: (vitest) => {
      running = vitest
      vitest.logger.log(`property tests start from seed ${seed} (FC_SEED=${seed} repeats them)`)
    },
    onTestRunEnd: (modules, unhandledErrors) => {
      if (running === undefined) return
      const skipped = modules.flatMap(skippedTestsOf)
      const failed = sum(modules, failuresOf) + unhandledErrors.length
      const filtered = running.config.testNamePattern !== undefined
      for (const test of worthTelling(skipped, filtered)) running.logger.log(inWords(test))
      running.logger.log(`${sum(modules, passesOf)} passed, ${failed} failed, ${skipped.length} skipped`)
    },
  }
}
