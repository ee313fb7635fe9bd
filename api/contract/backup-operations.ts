import { z } from 'zod'
import { reason } from '../schemas/basics.ts'
import { bare, operation } from './operation.ts'

const here = { tag: 'operations', ...bare, access: { who: 'operator' } } as const

const count = z.int().nonnegative()

export const takeBackup = operation({
  ...here,
  id: 'takeBackup',
  method: 'POST',
  path: '/api/v1/operations/backups',
  summary: 'Make a backup',
  description:
    'Copies log, vault and operational state of one moment into a new directory, while everything goes on, and answers when the copy is whole and on disk. The master key is not in it. Recorded before and after.',
  body: {
    schema: z.strictObject({
      directory: z
        .string()
        .min(1)
        .max(4096)
        .startsWith('/')
        .meta({ description: 'Absolute, as the cabinet sees it; must not exist yet, or be empty.' }),
      reason,
    }),
    example: { directory: '/backups/2026-11-23', reason: 'Ночная копия' },
  },
  success: {
    status: 200,
    description: 'The backup is whole.',
    schema: z.strictObject({
      holdsLog: z
        .boolean()
        .meta({ description: '`false`: EventStoreDB keeps the log, and backs it up by its own means.' }),
      lastPosition: z
        .string()
        .nullable()
        .meta({ description: 'Of the last event that it holds; null for an empty log.' }),
      bytes: count,
      recorded: z.boolean().meta({
        description:
          '`false`: the backup is whole, but the log could not be told so; it says only that one was asked for.',
      }),
      masterKeys: z.array(z.string()).meta({ description: 'Ids of the keys that open the copied vault.' }),
    }),
    example: {
      holdsLog: true,
      lastPosition: '1042',
      bytes: 7_340_032,
      recorded: true,
      masterKeys: ['0f3a7c52-6f0e-4d0f-9b39-1d2f7a9be111'],
    },
  },
  refusals: [
    'BackupRunning',
    'KeyRotationUnfinished',
    'BackupDirectoryTaken',
    'BackupDirectoryWithin',
    'BackupDirectoryUnusable',
    'BackupNoRoom',
    'BackupBroken',
    'TooManyConflicts',
  ],
})

export const backupProgress = operation({
  ...here,
  id: 'backupProgress',
  method: 'GET',
  path: '/api/v1/operations/backups',
  summary: 'How far a backup has got',
  description: 'Of the one that is being made; null when none is.',
  success: {
    status: 200,
    description: 'Bytes copied, of how many.',
    schema: z.strictObject({
      running: z.strictObject({ doneBytes: count, totalBytes: count }).nullable(),
    }),
    example: { running: { doneBytes: 1_048_576, totalBytes: 7_340_032 } },
  },
  refusals: [],
})

export const backupOperations = [takeBackup, backupProgress] as const
