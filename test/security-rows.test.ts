import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { namedTestsOf } from './requirements/named-tests.ts'

const root = join(import.meta.dirname, '..')
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

/** The rows of the product's security figures. */
const rows = [
  'one-time code',
  'SMS spending',
  'Profile password',
  'sign-in throttle',
  'enumeration',
  'recovery',
  'e-mail link',
  'second factor',
  'session',
  'withdrawal (M18)',
  'step-up',
  'cookie',
  'headers',
  'SIP password',
  'vault',
  'staff',
  'machine access',
  'logs',
  'bad input',
] as const

const named = read('docs/security.md')
  .split('\n')
  .flatMap((line) => {
    const found = /^\| ([^|]+) \| (test\/[^|]+\.test\.ts) \| ([^|]+) \|$/.exec(line)
    return found === null ? [] : [{ row: found[1] ?? '', file: found[2] ?? '', title: found[3] ?? '' }]
  })

/** Whether a file declares a test of this title that is run. */
const declares = (file: string, source: string, title: string): boolean =>
  namedTestsOf(file, source).some(({ names }) => names.at(-1) === title)

describe('docs/security.md', () => {
  it.each(rows)('names a test for the row: %s', (row) => {
    expect(named.filter((each) => each.row === row)).not.toEqual([])
  })

  it('knows no other row', () => {
    expect(named.map(({ row }) => row).filter((row) => !rows.some((known) => known === row))).toEqual([])
  })

  it.each(named)('$file has: $title', ({ file, title }) => {
    expect(existsSync(join(root, file)), file).toBe(true)
    expect(declares(file, read(file), title), title).toBe(true)
  })

  it('a test that is skipped, or only spoken of, is none', () => {
    expect(declares('x.ts', "it('works', () => {})", 'works')).toBe(true)
    expect(declares('x.ts', "it.skip('works', () => {})", 'works')).toBe(false)
    expect(declares('x.ts', "// it works: 'works'", 'works')).toBe(false)
  })
})
