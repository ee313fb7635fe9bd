import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { PartName } from './backup-manifest.ts'
import type { ExaminedPart } from './examine-part.ts'

/** As `examinePart`, in a thread of its own: the cabinet goes on serving meanwhile. */
export const examinePartAside = async (path: string, name: PartName): Promise<ExaminedPart> => {
  const worker = new Worker(new URL('./examine-part-worker.ts', import.meta.url), {
    workerData: { path, name },
  })
  try {
    const [examined]: ExaminedPart[] = await once(worker, 'message')
    if (examined === undefined) throw new Error('the examination of a copy said nothing')
    return examined
  } finally {
    await worker.terminate()
  }
}
