import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'

const root = join(import.meta.dirname, '..')

const lockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      /** Of an alias: what it really is. */
      name: z.string().optional(),
      version: z.string(),
      dev: z.boolean().default(false),
    }),
  ),
})

const billOfMaterials = z.object({
  bomFormat: z.literal('CycloneDX'),
  components: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      hashes: z.array(z.object({ alg: z.literal('SHA-512'), content: z.string().length(128) })).min(1),
      properties: z.array(z.object({ name: z.string() })),
    }),
  ),
})

const npm = (...words: readonly string[]): string =>
  execFileSync('npm', words, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })

/** Debian's npm is older and has no `sbom`. */
const canTell = Number(npm('--version').split('.', 1)[0]) >= 10

/** `name version development`, once each. */
const lines = (
  packages: readonly { readonly name: string; readonly version: string; readonly dev: boolean }[],
) => {
  const ofProduct = new Set(packages.filter(({ dev }) => !dev).map((one) => `${one.name} ${one.version}`))
  const all = packages.map(({ name, version }) => `${name} ${version}`)
  return [...new Set(all)].map((line) => `${line} ${!ofProduct.has(line)}`).sort()
}

it.skipIf(!canTell)(
  'the bill of materials has every package of the lock file, with its hash, and marks those of tests alone (ASVS 15.1.2)',
  { timeout: 60_000 },
  () => {
    const { packages } = lockFile.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')))
    const locked = Object.entries(packages).flatMap(([path, { name, version, dev }]) =>
      path === '' ? [] : [{ name: name ?? path.replace(/^.*node_modules\//, ''), version, dev }],
    )
    const { components } = billOfMaterials.parse(JSON.parse(npm('run', '--silent', 'sbom')))
    const told = components.map(({ name, version, properties }) => ({
      ...{ name, version },
      dev: properties.some((property) => property.name === 'cdx:npm:package:development'),
    }))
    expect(lines(told)).toEqual(lines(locked))
  },
)
