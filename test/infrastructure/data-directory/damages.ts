import {
  closeSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

export const overwrite = (path: string, at: number, bytes: Buffer): void => {
  const descriptor = openSync(path, 'r+')
  writeSync(descriptor, bytes, 0, bytes.length, at)
  closeSync(descriptor)
}

export const page = 4096
export const sizeOf = (path: string): number => statSync(path).size
export const garbage = (length: number): Buffer => Buffer.alloc(length, 0xa7)
export const middleOf = (path: string): number => Math.floor(sizeOf(path) / page / 2) * page

const markNewer = (path: string): void => {
  const database = new DatabaseSync(path)
  database.exec('PRAGMA user_version = 99')
  database.close()
}

const swap = (one: string, other: string): void => {
  renameSync(one, `${one}.aside`)
  renameSync(other, one)
  renameSync(`${one}.aside`, other)
}

export const empty = (path: string): void => writeFileSync(path, '')

/** What is done to a directory, after which end, and what the English words must say. */
type Damage = readonly [
  name: string,
  after: 'killed' | 'ended',
  damage: (file: (name: string) => string) => void,
  says: RegExp,
]

const ofEach = (name: string): readonly Damage[] => [
  [
    `${name} without its last page`,
    'ended',
    (file) => truncateSync(file(name), sizeOf(file(name)) - page),
    /is damaged: it is cut off: \d+ pages of \d+/,
  ],
  [
    `${name} cut in the middle`,
    'ended',
    (file) => truncateSync(file(name), middleOf(file(name))),
    /is damaged: it is cut off/,
  ],
  [`${name} cut to half a page`, 'ended', (file) => truncateSync(file(name), 2048), /is damaged/],
  [
    `${name} cut to a few bytes`,
    'ended',
    (file) => truncateSync(file(name), 50),
    /is damaged: its beginning is not that of a database/,
  ],
  [
    `${name} with zeroed pages in the middle`,
    'ended',
    (file) => overwrite(file(name), middleOf(file(name)), Buffer.alloc(2 * page)),
    /is damaged/,
  ],
  [
    `${name} with garbage in the middle`,
    'ended',
    (file) => overwrite(file(name), middleOf(file(name)), garbage(page)),
    /is damaged/,
  ],
  [
    `${name} with garbage in its head`,
    'ended',
    (file) => overwrite(file(name), 0, garbage(100)),
    /is damaged: its beginning is not that of a database/,
  ],
  [
    `${name} with a head that names another page size`,
    'ended',
    (file) => overwrite(file(name), 16, Buffer.from([0, 3])),
    /is damaged/,
  ],
  [
    `${name} overwritten with text`,
    'ended',
    (file) => writeFileSync(file(name), 'nothing of ours\n'.repeat(900)),
    /is damaged: its beginning/,
  ],
  [
    `${name} of a newer version`,
    'ended',
    (file) => markNewer(file(name)),
    /newer version of the cabinet \(layout 99/,
  ],
  [`${name} emptied`, 'ended', (file) => empty(file(name)), /is empty or gone/],
  [`${name} missing`, 'ended', (file) => rmSync(file(name)), /is empty or gone/],
  [
    `${name} emptied beside its write-ahead log`,
    'killed',
    (file) => empty(file(name)),
    /is empty or gone, but the write-ahead log/,
  ],
  [
    `${name} missing beside its write-ahead log`,
    'killed',
    (file) => rmSync(file(name)),
    /is empty or gone, but the write-ahead log/,
  ],
  [
    `${name} with garbage in its head, which the write-ahead log would hide`,
    'killed',
    (file) => overwrite(file(name), 0, garbage(100)),
    /its beginning is not that of a database/,
  ],
  [
    `${name}-wal with garbage in its head`,
    'killed',
    (file) => overwrite(file(`${name}-wal`), 0, garbage(32)),
    /head of the write-ahead log/,
  ],
  [
    `${name}-wal with a zeroed head`,
    'killed',
    (file) => overwrite(file(`${name}-wal`), 0, Buffer.alloc(32)),
    /head of the write-ahead log/,
  ],
  [
    `${name}-wal damaged in the middle`,
    'killed',
    (file) => overwrite(file(`${name}-wal`), 32 + 24 + 100, garbage(64)),
    /write-ahead log beside it is damaged in the middle/,
  ],
]

export const damages: readonly Damage[] = [
  ...['events.db', 'vault.db', 'state.db'].flatMap(ofEach),
  [
    'the log’s write-ahead log with zeroed pages',
    'killed',
    (file) => overwrite(file('events.db-wal'), 32, Buffer.alloc(2 * (page + 24))),
    /write-ahead log beside it is damaged in the middle/,
  ],
  [
    'the log’s write-ahead log cut in the middle',
    'killed',
    (file) => truncateSync(file('events.db-wal'), Math.floor(sizeOf(file('events.db-wal')) / 2)),
    /ends at position \d+, but views-1\.db was built from it up to position/,
  ],
  [
    'the log’s write-ahead log gone',
    'killed',
    (file) => rmSync(file('events.db-wal')),
    /is empty or gone|is damaged|ends at position/,
  ],
  [
    'the vault’s write-ahead log gone',
    'killed',
    (file) => rmSync(file('vault.db-wal'), { force: true }),
    /has never known keys|is empty or gone/,
  ],
  [
    'the write-ahead logs of log and state swapped',
    'killed',
    (file) => swap(file('events.db-wal'), file('state.db-wal')),
    /is not the event log|is damaged/,
  ],
  [
    'log and vault swapped',
    'ended',
    (file) => swap(file('events.db'), file('vault.db')),
    /events\.db is not the event log/,
  ],
  [
    'state and views swapped',
    'ended',
    (file) => swap(file('state.db'), file('views-1.db')),
    /state\.db is not the operational state/,
  ],
  ['master key missing', 'ended', (file) => rmSync(file('master.key')), /no master key file/],
  ['master key emptied', 'ended', (file) => empty(file('master.key')), /master key file .* does not hold/],
  [
    'master key cut',
    'killed',
    (file) => truncateSync(file('master.key'), 40),
    /master key file .* does not hold/,
  ],
  [
    'master key overwritten with garbage',
    'ended',
    (file) => overwrite(file('master.key'), 0, garbage(30)),
    /master key file .* does not hold/,
  ],
  [
    'vault and master key missing',
    'ended',
    (file) => {
      rmSync(file('vault.db'))
      rmSync(file('master.key'))
    },
    /vault\.db is empty or gone/,
  ],
  [
    'log, state and views missing',
    'ended',
    (file) => {
      for (const name of ['events.db', 'state.db', 'views-1.db']) rmSync(file(name))
    },
    /events\.db is empty or gone/,
  ],
]
