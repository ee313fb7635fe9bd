import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryDirectory } from '../infrastructure/temporary-directory.ts'

const root = new URL('../..', import.meta.url).pathname

/** The README's line that takes the key out of its volume, as it stands there. */
const copying = (): string => {
  const lines = readFileSync(`${root}README.md`, 'utf8').split('\n')
  const [line = '', ...others] = lines.filter((it) => it.includes('cat /keys/master.key'))
  expect(others).toEqual([])
  return line
}

/** Runs it in a checkout's place, beside an engine that prints a key. */
const copied = (home: string, key: string): void => {
  const engine = join(home, 'bin', 'docker')
  writeFileSync(engine, `#!/bin/sh\nprintf %s ${key}\n`)
  chmodSync(engine, 0o755)
  execFileSync('bash', ['-c', `umask 022; ${copying()}`], {
    cwd: join(home, 'checkout'),
    env: { ...process.env, PATH: `${join(home, 'bin')}:${process.env['PATH']}` },
    stdio: 'pipe',
  })
}

describe('the README’s copy of the master key (security.md: vault)', () => {
  it('is its owner’s alone, lies outside the checkout, and takes no older key’s place', () => {
    const home = temporaryDirectory()
    for (const name of ['bin', 'checkout']) mkdirSync(join(home, name))
    copied(home, 'first')
    expect(readdirSync(join(home, 'checkout'))).toEqual([])
    const [copy = ''] = readdirSync(home).filter((name) => name.endsWith('.key'))
    expect(statSync(join(home, copy)).mode & 0o777).toBe(0o600)
    expect(() => copied(home, 'second')).toThrow(/cannot overwrite existing file/)
    expect(readFileSync(join(home, copy), 'utf8')).toBe('first')
  })

  it('would not be committed wherever it lies', () => {
    expect(readFileSync(`${root}.gitignore`, 'utf8').split('\n')).toContain('*.key')
  })
})
