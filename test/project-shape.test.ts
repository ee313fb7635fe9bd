import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'

const root = join(import.meta.dirname, '..')
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

const packageFile = z.looseObject({
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
})
const { dependencies, devDependencies } = packageFile.parse(JSON.parse(read('package.json')))

const sourceOf = (rooms: string): string => globSync(`${rooms}/**/*.ts`, { cwd: root }).map(read).join('\n')

describe('O6: the packages that were asked for', () => {
  const product = sourceOf('{domain,application,infrastructure,api,cli}')
  const tests = sourceOf('test')

  it.each(['fastify', '@fastify/swagger', '@eventstore/db-client', 'ts-pattern', 'fp-ts', 'zod'])(
    '%s is a dependency, and the product imports it',
    (name) => {
      expect(Object.keys(dependencies)).toContain(name)
      expect(product).toMatch(new RegExp(`from '${name}(/[^']+)?'`))
    },
  )

  it.each(['vitest', 'testcontainers'])('%s is one for development, and tests import it', (name) => {
    expect(Object.keys(devDependencies)).toContain(name)
    expect(tests).toMatch(new RegExp(`(from|import\\() ?'${name}'`))
  })

  it('all are pinned exactly', () => {
    for (const version of [...Object.values(dependencies), ...Object.values(devDependencies)])
      expect(version).toMatch(/^\d+\.\d+\.\d+$/)
  })
})

describe('O7: the top level', () => {
  it.each([
    'domain',
    'application',
    'infrastructure',
    'api',
    'test',
    'docker',
    'package.json',
    'tsconfig.json',
    'README.md',
  ])('has %s', (name) => {
    expect(existsSync(join(root, name))).toBe(true)
  })
})

describe('O1: the domain', () => {
  it('knows nothing but itself, zod, fp-ts and ts-pattern', () => {
    const imported = [...sourceOf('domain').matchAll(/from '([^']+)'/g)].map(([, from]) => from ?? '')
    expect(imported.length).toBeGreaterThan(30)
    const allowed = /^(zod|ts-pattern|fp-ts\/lib\/\w+\.js|\.{1,2}\/[\w./-]+\.ts)$/
    expect(imported.filter((from) => !allowed.test(from))).toEqual([])
    expect(imported.filter((from) => /\.\.\/(application|infrastructure|api|cli|test)\//.test(from))).toEqual(
      [],
    )
  })
})
