import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { z } from 'zod'

const packageFile = z.object({
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
})

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

/** Packages and the pins that the page tells of them. */
const told = (): readonly string[] =>
  [...read('../docs/dependencies.md').matchAll(/^\| `([^`]+)` \|.*?\| ([\d.]+[\w.-]*), \d{4}-\d\d-\d\d \|/gm)]
    .map(([, name, version]) => `${name} ${version}`)
    .sort()

it('O6: docs/dependencies.md says of every package at its pin why it is here, and of no other', () => {
  const { dependencies, devDependencies, optionalDependencies } = packageFile.parse(
    JSON.parse(read('../package.json')),
  )
  const pinned = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
  expect(told()).toEqual(pinned.map(([name, version]) => `${name} ${version}`).sort())
})
