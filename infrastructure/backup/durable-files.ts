import { open } from 'node:fs/promises'

/** What was written to a file, or which names a directory holds, is on disk when it resolves. */
export const syncPath = async (path: string): Promise<void> => {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** A new file (0600), on disk when it resolves. */
export const writeDurably = async (path: string, content: string): Promise<void> => {
  const handle = await open(path, 'wx', 0o600)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
}
