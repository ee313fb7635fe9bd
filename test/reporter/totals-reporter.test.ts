import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'

const vitest = join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs')
const config = join(import.meta.dirname, 'example/vitest.config.ts')

interface Run {
  readonly code: number
  readonly lines: readonly string[]
}

const run = (...more: readonly string[]) =>
  new Promise<Run>((resolve) => {
    const child = execFile(
      process.execPath,
      [vitest, 'run', '--config', config, ...more],
      { env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, VITEST: undefined } },
      (_, stdout) => resolve({ code: child.exitCode ?? -1, lines: stdout.trimEnd().split('\n') }),
    )
  })

describe('what `npm test` prints', () => {
  let all: Run
  beforeAll(async () => {
    all = await run()
  })

  it('ends with the totals alone on the last line, broken hooks, files and stray errors counted', () => {
    expect(all.lines.at(-1)).toBe('2 passed, 4 failed, 7 skipped')
    expect(all.code).toBe(1)
  })

  it('names every skipped test with its reason in words', () => {
    expect(all.lines.filter((line) => line.startsWith('skipped: '))).toEqual([
      'skipped: outcomes.example.ts > finds out that it cannot run: no container engine on this machine',
      'skipped: outcomes.example.ts > knows that it cannot run: no server was named',
      'skipped: outcomes.example.ts > cannot run just here: needs a moon',
      'skipped: outcomes.example.ts > says nothing: no reason given',
      'skipped: outcomes.example.ts > is yet to be written: to do',
      'skipped: outcomes.example.ts > a suite whose preparation breaks > never runs: its suite could not be prepared',
      'skipped: outcomes.example.ts > a suite that knows that it cannot run > would have proven something: the image is not here',
    ])
  })

  it('names the seed from which property tests start', () => {
    expect(all.lines).toContain('property tests start from seed 7 (FC_SEED=7 repeats them)')
  })

  it('asks no reason of tests that a name pattern left out', async () => {
    const { code, lines } = await run('outcomes', '-t', '^passes$')
    expect(lines.at(-1)).toBe('1 passed, 0 failed, 8 skipped')
    expect(lines.filter((line) => line.endsWith('no reason given'))).toEqual([])
    expect(code).toBe(0)
  })
})
