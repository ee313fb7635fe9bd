import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { partNames } from './backup-manifest.ts'
import { examinePart } from './examine-part.ts'

const { path, name } = z.strictObject({ path: z.string(), name: z.enum(partNames) }).parse(workerData)

parentPort?.postMessage(examinePart(path, name))
