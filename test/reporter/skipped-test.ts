import type { TestCase, TestModule } from 'vitest/node'

/** A test that did not run, and why. */
export interface SkippedTest {
  readonly file: string
  readonly name: string
  /** `null` when the test gives none. */
  readonly reason: string | null
}

/** A reason within the name of a test or its suite, for those that know before they start that they cannot run. */
const reasonInName = /\s*\[(?:skipped: |(?=needs ))([^\]]+)\]/

const noteOf = (test: TestCase): string | undefined => {
  const result = test.result()
  return result.state === 'skipped' ? result.note : undefined
}

const circumstance = ({ options, parent }: TestCase): string | null => {
  if (options.mode === 'todo') return 'to do'
  const isUnprepared = parent.type === 'suite' && parent.errors().length > 0
  return isUnprepared ? 'its suite could not be prepared' : null
}

const skippedTest = (module: TestModule, test: TestCase): SkippedTest => ({
  file: module.relativeModuleId,
  name: test.fullName.replace(reasonInName, ''),
  reason: noteOf(test) ?? reasonInName.exec(test.fullName)?.[1] ?? circumstance(test),
})

/**
 * Every skipped test of a module with its reason: the note of `ctx.skip(…)`, or `[skipped: …]` or `[needs …]` in its
 * name or its suite's.
 */
export const skippedTestsOf = (module: TestModule): readonly SkippedTest[] =>
  Array.from(module.children.allTests('skipped'), (test) => skippedTest(module, test))
