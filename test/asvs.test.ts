import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { asvsRequirements } from './asvs-requirements.ts'

const root = join(import.meta.dirname, '..')
const folder = join(root, 'docs/security')
const statuses = ['met', 'partly', 'not met', 'not applicable'] as const

interface Row {
  readonly number: string
  readonly level: string
  readonly status: string
  readonly where: string
}

interface Chapter {
  readonly name: string
  readonly text: string
  readonly rows: readonly Row[]
}

const rowOf = (line: string): Row | null => {
  const [, number = '', level = '', , status = '', where = ''] = line.split(/ ?\| ?/)
  return /^\d+\.\d+\.\d+$/.test(number) ? { number, level, status, where } : null
}

const chapters: readonly Chapter[] = readdirSync(folder)
  .filter((name) => name.startsWith('asvs-'))
  .flatMap((name) => readFileSync(join(folder, name), 'utf8').split(/^## /m).slice(1))
  .map((text) => ({
    name: text.slice(0, text.indexOf(' ')),
    text,
    rows: text.split('\n').flatMap((line) => rowOf(line) ?? []),
  }))

/** `1.2.1-3 1.3.1` as numbers. */
const numbersIn = (spans: string): readonly string[] =>
  (spans.match(/\S+/g) ?? []).flatMap((span) => {
    const [, section = '', first = '', last = first] = /^(\d+\.\d+)\.(\d+)(?:-(\d+))?$/.exec(span) ?? []
    return Array.from(
      { length: Number(last) - Number(first) + 1 },
      (_, at) => `${section}.${Number(first) + at}`,
    )
  })

const isPath = (quoted: string): boolean => /^[\w.-]+\/[\w./-]+$/.test(quoted)

describe('OWASP ASVS 5.0, levels 1 and 2 (docs/security)', () => {
  it('has a row for every requirement, once, at its level', () => {
    for (const [name, wanted] of Object.entries(asvsRequirements)) {
      const rows = chapters.find((chapter) => chapter.name === name)?.rows ?? []
      for (const level of [1, 2] as const) {
        const found = rows.filter((row) => row.level === String(level)).map(({ number }) => number)
        expect(found, `${name}, level ${level}`).toEqual(numbersIn(wanted[level]))
      }
    }
  })

  it.each(chapters)(
    '$name counts its rows right, each with a status that says something',
    ({ text, rows }) => {
      expect(rows.length).toBeGreaterThan(0)
      const counted = statuses.map((status) => rows.filter((row) => row.status === status).length)
      const [met, partly, not, beside] = counted
      expect(text).toContain(`Met ${met}, partly ${partly}, not met ${not}, not applicable ${beside}.`)
      expect(rows.filter(({ status }) => !statuses.some((known) => known === status))).toEqual([])
      expect(rows.filter(({ where }) => where === '')).toEqual([])
    },
  )

  it.each(chapters)('$name names files and tests that are there', ({ rows }) => {
    for (const { number, where } of rows) {
      const quoted = [...where.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
      const missing = quoted.filter((name) => isPath(name) && !existsSync(join(root, name)))
      expect(missing, number).toEqual([])
      for (const [, file = '', test = ''] of where.matchAll(/`(test\/[^`]+\.test\.ts)` "([^"]+)"/g))
        expect(readFileSync(join(root, file), 'utf8').includes(test), `${number}: ${test}`).toBe(true)
    }
  })
})
