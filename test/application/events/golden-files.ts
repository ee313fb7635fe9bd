import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { StoredEvent, StreamName } from '../../../application/ports/event-store.ts'

export const goldenDirectory = join(import.meta.dirname, '../../golden')
export const sumsFile = join(goldenDirectory, 'SHA256SUMS')

const object = z.record(z.string(), z.json())
const isStreamName = (name: string): name is StreamName => name === 'log' || name.includes('-')

/** A stored event as its golden file holds it: what a store was given, and in which stream. */
const goldenEvent = z.strictObject({
  stream: z.string().refine(isStreamName),
  id: z.uuid(),
  type: z.string(),
  data: object,
  metadata: object,
})

/** `<Type>.v<version>` of every golden file. */
export const goldenNames = (): readonly string[] =>
  readdirSync(goldenDirectory)
    .flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -'.json'.length)] : []))
    .sort()

export const pathOf = (name: string): string => join(goldenDirectory, `${name}.json`)

export const readGolden = (name: string): StoredEvent => ({
  ...goldenEvent.parse(JSON.parse(readFileSync(pathOf(name), 'utf8'))),
  revision: 0,
  position: 1n,
})

export const sumOf = (name: string): string =>
  createHash('sha256')
    .update(readFileSync(pathOf(name)))
    .digest('hex')

/** Sums as `sha256sum` writes and checks them, by name. */
export const readSums = (): ReadonlyMap<string, string> =>
  new Map(
    readFileSync(sumsFile, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => {
        const [sum = '', file = ''] = line.split('  ')
        return [file.replace(/\.json$/, ''), sum] as const
      }),
  )
