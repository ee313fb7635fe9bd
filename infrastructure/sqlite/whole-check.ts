import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/**
 * Looks at every page of a database that is in use, in a thread of its own: about a second a gigabyte. Resolves with
 * what is damaged, in SQLite's words; `null` when nothing is, or the signal aborted.
 */
export const checkWhole = async (path: string, signal: AbortSignal): Promise<string | null> => {
  const worker = new Worker(new URL('./whole-check-worker.ts', import.meta.url), { workerData: path })
  try {
    const [verdict]: unknown[] = await once(worker, 'message', { signal })
    return typeof verdict === 'string' ? verdict.replace(/\s+/g, ' ') : null
  } catch (thrown) {
    if (signal.aborted) return null
    throw thrown
  } finally {
    await worker.terminate()
  }
}
