import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

/** A test, or a suite of them, as its source names it: names of its suites first. */
export interface NamedTest {
  /** From the project's root, with slashes. */
  readonly file: string
  readonly names: readonly string[]
}

const root = join(import.meta.dirname, '../..')

/** `proves` declares the tests of a contract suite. */
const declaring = new Set(['describe', 'it', 'test', 'proves'])

/** The words of a callee, from the right: `it`, `it.each(…)` and `it.skipIf(…)` all end in `it`. */
const wordsOf = (callee: ts.Expression): readonly string[] => {
  if (ts.isIdentifier(callee)) return [callee.text]
  if (ts.isPropertyAccessExpression(callee)) return [callee.name.text, ...wordsOf(callee.expression)]
  if (ts.isCallExpression(callee)) return wordsOf(callee.expression)
  return ts.isTaggedTemplateExpression(callee) ? wordsOf(callee.tag) : []
}

/** A name as far as the source tells it; what a template fills in is shown as `…`. */
const nameOf = (argument: ts.Expression | undefined): string | null => {
  if (argument === undefined) return null
  if (ts.isStringLiteralLike(argument)) return argument.text
  if (!ts.isTemplateExpression(argument)) return null
  return argument.head.text + argument.templateSpans.map(({ literal }) => `…${literal.text}`).join('')
}

const isNeverRun = (words: readonly string[]): boolean => words.includes('skip') || words.includes('todo')

const testsIn = (node: ts.Node, file: string, suites: readonly string[]): readonly NamedTest[] => {
  const words = ts.isCallExpression(node) ? wordsOf(node.expression) : []
  const declares = declaring.has(words.at(-1) ?? '')
  if (declares && isNeverRun(words)) return []
  const name = declares && ts.isCallExpression(node) ? nameOf(node.arguments[0]) : null
  const names = name === null ? suites : [...suites, name]
  const within: NamedTest[] = []
  node.forEachChild((child) => {
    within.push(...testsIn(child, file, names))
  })
  return name === null ? within : [{ file, names }, ...within]
}

/** Every suite and test of one source file, read from its syntax without running it. */
export const namedTestsOf = (file: string, source: string): readonly NamedTest[] =>
  testsIn(ts.createSourceFile(file, source, ts.ScriptTarget.Latest), file, [])

/** Every suite and test of the project, by file and then by place. */
export const namedTests = (): readonly NamedTest[] =>
  globSync('test/**/*.ts', { cwd: root })
    .filter((file) => !file.includes('test/reporter/example/'))
    .sort()
    .flatMap((file) => namedTestsOf(file, readFileSync(join(root, file), 'utf8')))
