import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'

/** Opens a file without changing anything, not even beside it: with its write-ahead log only where there is one. */
export const openToLook = (path: string): DatabaseSync => {
  if (existsSync(`${path}-wal`)) return new DatabaseSync(path, { readOnly: true, timeout: 2000 })
  const url = pathToFileURL(resolve(path))
  url.searchParams.set('immutable', '1')
  return new DatabaseSync(url, { readOnly: true })
}
