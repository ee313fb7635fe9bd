import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { namedTests, namedTestsOf } from './requirements/named-tests.ts'
import { built, numbersIn } from './requirements/requirements.ts'
import {
  requirementsDocument,
  requirementsTable,
  testsOf,
  unknownNumbers,
} from './requirements/requirements-table.ts'

const tests = namedTests()

describe('requirements and their tests', () => {
  it.each(built)('%s has a test', (number) => {
    expect(testsOf(number, tests)).not.toEqual([])
  })

  it('no test names a requirement that there is not', () => {
    expect(unknownNumbers(tests)).toEqual([])
  })

  it('docs/requirements.md is what `npm run requirements` writes', () => {
    expect(readFileSync(requirementsDocument, 'utf8')).toBe(requirementsTable(tests))
  })
})

describe('finding numbers', () => {
  it.each([
    ['M24: routing', ['M24']],
    ['M24, O4: routing', ['M24', 'O4']],
    ['M21–M23: cards', ['M21', 'M22', 'M23']],
    ['O1-3: packages', ['O1', 'O2', 'O3']],
    ['an SMS of M bytes to 25 people, MM24, M245', []],
  ])('%s', (name, numbers) => {
    expect(numbersIn(name)).toEqual(numbers)
  })

  it('reads names of suites, tests, tables and contracts, and not of what is never run', () => {
    const source = `
      describe('suite', () => {
        it('plain', () => {})
        it.each([1])(\`with \${x} inside\`, () => {})
        it.skipIf(no)('maybe', () => {})
        it.skip('never', () => {})
        it.todo('not yet')
        describe.skip('nor these', () => { it('never either', () => {}) })
        proves('a promise', [], async () => {})
        describe.each(logs)('inner %s', (_, open) => { test("deep", () => {}) })
        other('not a test', () => {})
      })`
    expect(namedTestsOf('x.ts', source).map(({ names }) => names.join(' > '))).toEqual([
      'suite',
      'suite > plain',
      'suite > with … inside',
      'suite > maybe',
      'suite > a promise',
      'suite > inner %s',
      'suite > inner %s > deep',
    ])
  })
})
