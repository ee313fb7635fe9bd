import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { namedTestsOf } from './requirements/named-tests.ts'

const root = join(import.meta.dirname, '..')
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

const statuses = ['met', 'partly', 'not met', 'not applicable'] as const
const columns = /^\| (\d+\.\d+\.\d+) \| ([12]) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/

interface Row {
  readonly number: string
  readonly status: string
  readonly where: string
}

const rowsOf = (text: string): readonly Row[] =>
  text.split('\n').flatMap((line) => {
    const [, number, , , status = '', where = ''] = columns.exec(line) ?? []
    return number === undefined ? [] : [{ number, status, where }]
  })

const countsOf = (rows: readonly Row[]): readonly number[] =>
  statuses.map((status) => rows.filter((row) => row.status === status).length)

const page = 'docs/security/asvs-v7-v17.md'
const text = read(page)
const chapters = text
  .split(/^## /m)
  .slice(1)
  .map((content) => ({ title: content.split('\n', 1)[0] ?? '', content }))
const rows = rowsOf(text)

/** What stands in backticks and looks like a place in this project. */
const placesIn = (where: string): readonly string[] =>
  [...where.matchAll(/`([^`]+)`/g)]
    .map(([, place = '']) => place)
    .filter((place) => /^[\w.-]+\/[\w./-]*[\w-]$|^[\w.-]+\.(?:ts|md|json)$/.test(place))

/** Tests by name, each behind its file. */
const namedIn = (where: string): readonly { readonly file: string; readonly title: string }[] => {
  const named: { file: string; title: string }[] = []
  let file = ''
  for (const [, path, title] of where.matchAll(/`(test\/[^`]+\.test\.ts)`|"([^"]+)"/g))
    if (path !== undefined) file = path
    else if (title !== undefined) named.push({ file, title })
  return named
}

describe(page, () => {
  it('has every requirement once, none badly formed, of the eleven chapters', () => {
    expect(rows).toHaveLength(142)
    expect(new Set(rows.map(({ number }) => number)).size).toBe(rows.length)
    expect(text.split('\n').filter((line) => /^\| \d/.test(line))).toHaveLength(rows.length)
    expect(chapters).toHaveLength(11)
  })

  it('knows four statuses', () => {
    expect(rows.filter(({ status }) => !statuses.some((known) => known === status))).toEqual([])
  })

  it.each(chapters)('counts what it holds: $title', ({ title, content }) => {
    const own = rowsOf(content)
    const [met, partly, notMet, none] = countsOf(own)
    expect(content).toContain(`\nMet ${met}, partly ${partly}, not met ${notMet}, not applicable ${none}.\n`)
    expect(own.filter(({ number }) => !title.startsWith(`V${number.split('.', 1)[0]} `))).toEqual([])
  })

  it('names files and folders that are there', () => {
    const places = rows.flatMap(({ where }) => placesIn(where))
    expect(places.length).toBeGreaterThan(100)
    expect(places.filter((place) => !existsSync(join(root, place)))).toEqual([])
  })

  it('names tests that are there and are not skipped', () => {
    const named = rows.flatMap(({ where }) => namedIn(where))
    expect(named.length).toBeGreaterThan(80)
    const missing = named.filter(
      ({ file, title }) => !namedTestsOf(file, read(file)).some(({ names }) => names.at(-1) === title),
    )
    expect(missing).toEqual([])
  })
})
