import { randomUUID } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { z } from 'zod'
import { asError } from '../sqlite/database-error.ts'
import { keyBytes, newKey } from './sealed-box.ts'

/** Wraps every other key. The id says which one did; it tells nothing of the key. */
export interface MasterKey {
  readonly id: string
  readonly key: Uint8Array
}

/** The first one is active; the others still open what they have wrapped. */
export type MasterKeys = readonly [MasterKey, ...MasterKey[]]

/** The master keys and where they are kept; a key management service could stand behind this as well. */
export interface MasterKeyFile {
  /** Where, in words for a person. */
  readonly name: string
  readonly keys: MasterKeys
  /** Durable when it returns; after a crash the file holds the old keys or the new ones. Throws what the disk does. */
  readonly replace: (keys: MasterKeys) => void
}

/** Why there are no master keys, in words for a person; never with a key's bytes. */
export interface NoMasterKeys {
  readonly kind: 'missing' | 'exists' | 'exposed' | 'unreadable'
  readonly message: string
}

const storedKeys = z.strictObject({
  keys: z.array(z.strictObject({ id: z.string().min(1), key: z.base64() })).nonempty(),
})

const shape = '{"keys":[{"id":"…","key":"<32 bytes as base64>"}]}'

const refuse = (kind: NoMasterKeys['kind'], message: string): E.Either<NoMasterKeys, never> =>
  E.left({ kind, message })

const parse = (path: string, content: string): E.Either<NoMasterKeys, MasterKeys> => {
  // Neither parser's own words: both may quote what they read.
  const unreadable = refuse('unreadable', `The master key file ${path} does not hold ${shape}.`)
  const stored = storedKeys.safeParse(
    E.toUnion(
      E.tryCatch(
        (): unknown => JSON.parse(content),
        () => null,
      ),
    ),
  )
  if (!stored.success) return unreadable
  const [first, ...others] = stored.data.keys.map(({ id, key }) => ({ id, key: Buffer.from(key, 'base64') }))
  const all = first === undefined ? [] : [first, ...others]
  const isWhole = all.every(({ key }) => key.length === keyBytes)
  const isUnambiguous = new Set(all.map(({ id }) => id)).size === all.length
  return first === undefined || !isWhole || !isUnambiguous ? unreadable : E.right([first, ...others])
}

const contentOf = (keys: MasterKeys): string =>
  `${JSON.stringify({ keys: keys.map(({ id, key }) => ({ id, key: Buffer.from(key).toString('base64') })) }, null, 2)}\n`

const syncDirectory = (path: string): void => {
  const directory = openSync(dirname(path), 'r')
  fsyncSync(directory)
  closeSync(directory)
}

const written = /^[\da-f-]{36}\.new$/

/**
 * What a process wrote beside the file and was killed over. The file holds every key at work; once they are retired,
 * nothing else must hold them.
 */
const removeLeftovers = (path: string): void => {
  const start = `${basename(path)}.`
  const isLeftover = (name: string) => name.startsWith(start) && written.test(name.slice(start.length))
  for (const name of readdirSync(dirname(path)).filter(isLeftover)) rmSync(join(dirname(path), name))
}

/** Writes a file beside the wanted one, on disk before `put` gives it its name. */
const writeBeside = (path: string, keys: MasterKeys, put: (beside: string) => void): void => {
  const beside = `${path}.${randomUUID()}.new`
  const descriptor = openSync(beside, 'wx', 0o600)
  try {
    writeSync(descriptor, contentOf(keys))
    fsyncSync(descriptor)
    put(beside)
    syncDirectory(path)
  } finally {
    closeSync(descriptor)
    rmSync(beside, { force: true })
  }
}

const masterKeyFile = (path: string, keys: MasterKeys): MasterKeyFile => ({
  name: `the master key file ${path}`,
  keys,
  replace: (next) => {
    removeLeftovers(path)
    writeBeside(path, next, (beside) => renameSync(beside, path))
  },
})

export const newMasterKey = (): MasterKey => ({ id: randomUUID(), key: newKey() })

const codeOf = (error: Error): unknown => ('code' in error ? error.code : undefined)

/** Makes a file (mode 0600) with one new master key. Never touches one that exists. */
export const createMasterKeyFile = (path: string): E.Either<NoMasterKeys, MasterKeyFile> => {
  const keys: MasterKeys = [newMasterKey()]
  return pipe(
    E.tryCatch(() => writeBeside(path, keys, (beside) => linkSync(beside, path)), asError),
    E.bimap(
      (error): NoMasterKeys =>
        codeOf(error) === 'EEXIST'
          ? { kind: 'exists', message: `There is a master key file ${path} already. Nothing was changed.` }
          : { kind: 'unreadable', message: `The master key file ${path} cannot be made: ${error.message}.` },
      () => masterKeyFile(path, keys),
    ),
  )
}

/** Only its owner may write it; its owner's group may read it, as secrets are often mounted; nobody else. */
const refuseExposed = (path: string): E.Either<NoMasterKeys, void> =>
  (statSync(path).mode & 0o027) === 0
    ? E.right(undefined)
    : refuse(
        'exposed',
        `The master key file ${path} is open to others. Take their rights away: chmod 600 ${path}`,
      )

const cannotRead = (path: string, error: Error): NoMasterKeys =>
  codeOf(error) === 'ENOENT'
    ? { kind: 'missing', message: `There is no master key file ${path}.` }
    : { kind: 'unreadable', message: `The master key file ${path} cannot be read: ${error.message}.` }

/** Reads the master keys. Refuses, in words, a file that is missing, not one of ours, or open to others. */
export const loadMasterKeys = (path: string): E.Either<NoMasterKeys, MasterKeyFile> =>
  pipe(
    E.tryCatch(
      () => refuseExposed(path),
      (thrown) => cannotRead(path, asError(thrown)),
    ),
    E.flatten,
    E.flatMap(() =>
      E.tryCatch(
        () => readFileSync(path, 'utf8'),
        (thrown) => cannotRead(path, asError(thrown)),
      ),
    ),
    E.flatMap((content) => parse(path, content)),
    E.map((keys) => masterKeyFile(path, keys)),
  )
