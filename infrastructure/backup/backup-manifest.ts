import { join } from 'node:path'
import { z } from 'zod'

/** The parts of a backup, in the order in which they are pinned. */
export const partNames = ['events.db', 'vault.db', 'state.db'] as const
export type PartName = (typeof partNames)[number]

export const manifestName = 'manifest.json'

export const manifestPath = (directory: string): string => join(directory, manifestName)

const backupFormat = 1

/** `manifest.json`: what a backup holds, written last. */
export const backupManifest = z.strictObject({
  format: z.literal(backupFormat),
  product: z.string(),
  version: z.string(),
  takenAt: z.iso.datetime(),
  log: z.strictObject({
    keptBy: z.enum(['cabinet', 'EventStoreDB']),
    id: z.string(),
    /** Decimal; of the copied log, or where EventStoreDB's had got when the vault was pinned. */
    lastPosition: z
      .string()
      .regex(/^\d{1,20}$/)
      .nullable(),
  }),
  /** Ids of the master keys that open the vault. */
  masterKeys: z.array(z.string()),
  files: z.array(
    z.strictObject({
      name: z.enum(partNames),
      bytes: z.int().positive(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
})

export type BackupManifest = z.infer<typeof backupManifest>

export const manifestFormat: BackupManifest['format'] = backupFormat

/** A newer program's backup has another shape: it is told apart from a damaged one by this alone. */
export const anyManifest = z.looseObject({ format: z.int() })

export const manifestText = (manifest: BackupManifest): string => `${JSON.stringify(manifest, null, 2)}\n`
