import { join } from 'node:path'
import type { NamedTest } from './named-tests.ts'
import { built, isRequirement, numbersIn, type RequirementNumber, requirements } from './requirements.ts'

export const requirementsDocument = join(import.meta.dirname, '../../docs/requirements.md')

/** Tests whose own name, the last of `names`, carries the number; a suite that carries it stands for its tests. */
export const testsOf = (number: RequirementNumber, tests: readonly NamedTest[]): readonly NamedTest[] =>
  tests.filter(({ names }) => numbersIn(names.at(-1) ?? '').includes(number))

/** Numbers in tests' names that no requirement has. */
export const unknownNumbers = (tests: readonly NamedTest[]): readonly string[] =>
  tests.flatMap(({ file, names }) =>
    numbersIn(names.at(-1) ?? '')
      .filter((number) => !isRequirement(number))
      .map((number) => `${file}: ${number}`),
  )

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')

const rowsOf = (number: RequirementNumber, tests: readonly NamedTest[]): readonly string[] => {
  const proofs = testsOf(number, tests)
  const asked = `| ${number} | ${requirements[number]} |`
  if (proofs.length === 0)
    return [`${asked} ${built.includes(number) ? 'no test yet' : 'comes with Profiles'} | |`]
  return proofs.map(({ file, names }, index) => {
    const what = index === 0 ? asked : '| | |'
    return `${what} \`${file}\` | ${cell(names.join(' > '))} |`
  })
}

/** The document that maps every requirement to its tests. */
export const requirementsTable = (tests: readonly NamedTest[]): string =>
  [
    '# Requirements and their tests',
    '',
    'Written by `npm run requirements` from the names of the tests; a test checks that it is up to date. M: the',
    'operator’s user manual. O: the project’s owner. A suite that carries a number stands for all its tests.',
    '',
    '| no. | what is asked for | proven in | by |',
    '|---|---|---|---|',
    ...Object.keys(requirements)
      .filter(isRequirement)
      .flatMap((number) => rowsOf(number, tests)),
    '',
  ].join('\n')
