import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * What lies in a directory, by name: a hash of each file's bytes. Left out is what holds nothing: the owner's lock, the
 * socket, and the shared-memory index that SQLite makes anew from the write-ahead log at every opening.
 */
export const directoryBytes = (directory: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(directory)
      .filter((name) => !name.endsWith('-shm') && name !== 'owner.lock' && name !== 'owner.lock-journal')
      .filter((name) => lstatSync(join(directory, name)).isFile())
      .sort()
      .map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(directory, name)))
          .digest('hex'),
      ]),
  )
