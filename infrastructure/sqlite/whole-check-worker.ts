import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { asError } from './database-error.ts'
import { findDamage } from './open-database.ts'
import { openToLook } from './open-to-look.ts'

const verdict = (path: string): string | null => {
  try {
    const database = openToLook(path)
    try {
      return findDamage(database)
    } finally {
      database.close()
    }
  } catch (thrown) {
    return asError(thrown).message
  }
}

parentPort?.postMessage(verdict(z.string().parse(workerData)))
