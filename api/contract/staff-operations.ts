import { z } from 'zod'
import { exampleInstant, instant, nextCursor, reason } from '../schemas/basics.ts'
import { bare, operation } from './operation.ts'

const here = { tag: 'operations', ...bare, access: { who: 'operator' } } as const

const parkedId = z.string().min(1).max(128)
const parkedParams = z.strictObject({ parkedId: parkedId.meta({ description: 'Id of what is parked.' }) })
const exampleId = '3b0e5d4c-5a3e-5a0a-8f43-6b0a8c4c1d11'

const kind = z.enum(['effect', 'view']).meta({
  description: '`effect`: what was to leave the process (an SMS). `view`: a stream that a view leaves out.',
})

export const listParked = operation({
  ...here,
  id: 'listParked',
  method: 'GET',
  path: '/api/v1/operations/parked',
  summary: 'What waits for staff',
  description:
    'Effects that failed too often, longest parked first, then streams that a view could not take.',
  success: {
    status: 200,
    description: 'What is parked.',
    schema: z.strictObject({
      items: z.array(
        z.strictObject({
          id: parkedId,
          kind,
          name: z.string().meta({ description: 'Of the reaction, or of the view.' }),
          stream: z.string().meta({ description: 'The stream whose event it is about.' }),
          revision: z.int(),
          tries: z.int(),
          parkedAt: instant,
          why: z.string().meta({ description: 'Without personal data.' }),
        }),
      ),
      nextCursor,
    }),
    example: {
      items: [
        {
          id: exampleId,
          kind: 'effect',
          name: 'passwordReminder',
          stream: 'sipAccount-c6a3e0b2-5d0e-4f6b-9c86-3f6c1f5c2b11',
          revision: 6,
          tries: 8,
          parkedAt: exampleInstant,
          why: 'the gateway refuses',
        },
      ],
      nextCursor: null,
    },
  },
  refusals: [],
})

const settled = {
  ...here,
  method: 'POST',
  params: parkedParams,
  body: { schema: z.strictObject({ reason }), example: { reason: 'Шлюз снова работает' } },
  success: {
    status: 200,
    description: 'What became of it.',
    schema: z.strictObject({
      id: parkedId,
      outcome: z.enum(['released', 'givenUp', 'takenIn', 'parkedAgain']).meta({
        description:
          'An effect is `released` to be tried, or `givenUp`; a stream is `takenIn` by its view again, or `parkedAgain`.',
      }),
    }),
    example: { id: exampleId, outcome: 'released' },
    headers: ['Log-Position'],
  },
  refusals: ['NotParked', 'TooManyConflicts'],
} as const

export const retryParked = operation({
  ...settled,
  id: 'retryParked',
  path: '/api/v1/operations/parked/:parkedId/retry',
  summary: 'Try it again',
  description:
    'An effect is tried at once, all tries before forgotten; a view takes the failed event again and all after it.',
})

export const skipParked = operation({
  ...settled,
  id: 'skipParked',
  path: '/api/v1/operations/parked/:parkedId/skip',
  summary: 'Let it be',
  description:
    'An effect is not done any more, a message is recorded as failed; a view leaves the failed event out until it is next built anew.',
})

export const acceptLog = operation({
  ...here,
  id: 'acceptLog',
  method: 'POST',
  path: '/api/v1/operations/reactions/acceptance',
  summary: 'Accept a log that reactions refuse to follow',
  description:
    'After a restore or with another log, reactions stand still until staff say so: what the log knows as ended stays ended, the rest is done.',
  body: { schema: z.strictObject({ reason }), example: { reason: 'Восстановлено из копии 22 ноября' } },
  success: {
    status: 200,
    description: 'Whether anything had been refused.',
    schema: z.strictObject({ accepted: z.boolean() }),
    example: { accepted: true },
  },
  refusals: ['TooManyConflicts'],
})

export const rotateMasterKey = operation({
  ...here,
  id: 'rotateMasterKey',
  method: 'POST',
  path: '/api/v1/operations/keys/rotation',
  summary: 'Rotate the master key',
  description:
    'Makes a new master key and wraps every key of the vault anew with it, while everything goes on; refused while a backup is made. One that was cut off is completed by another.',
  body: { schema: z.strictObject({ reason }), example: { reason: 'Плановая смена' } },
  success: {
    status: 200,
    description: 'The old master key opens nothing any more.',
    schema: z.strictObject({ rotated: z.literal(true) }),
    example: { rotated: true },
    headers: ['Log-Position'],
  },
  refusals: ['MasterKeyFileReadOnly', 'BackupRunning', 'TooManyConflicts'],
})

const position = z
  .string()
  .nullable()
  .meta({ description: 'Of the last event applied; null before the first.' })

export const viewsStatus = operation({
  ...here,
  id: 'viewsStatus',
  method: 'GET',
  path: '/api/v1/operations/views',
  summary: 'How the views are',
  description:
    'How far they are behind the log, what they leave out, whether new ones are being built, how many rows.',
  success: {
    status: 200,
    description: 'The views.',
    schema: z.strictObject({
      state: z.enum(['starting', 'serving']),
      caughtUp: z.boolean(),
      lagSeconds: z.number().nullable().meta({ description: 'null until it is known.' }),
      position,
      parked: z.int().meta({ description: 'Streams that are left out.' }),
      rebuilding: z
        .strictObject({ position })
        .nullable()
        .meta({ description: 'How far new views beside them have got; null when none are built.' }),
      rows: z.strictObject({ dashboard: z.int(), accountDirectory: z.int(), history: z.int() }).nullable(),
    }),
    example: {
      state: 'serving',
      caughtUp: true,
      lagSeconds: 0,
      position: '1042',
      parked: 0,
      rebuilding: null,
      rows: { dashboard: 12, accountDirectory: 12, history: 96 },
    },
  },
  refusals: [],
})

export const rebuildViews = operation({
  ...here,
  id: 'rebuildViews',
  method: 'POST',
  path: '/api/v1/operations/views/rebuild',
  summary: 'Build the views anew',
  description: 'From the log, beside those that serve; they are swapped when the new ones have caught up.',
  body: { schema: z.strictObject({ reason }), example: { reason: 'История показана не вся' } },
  success: {
    status: 200,
    description: 'Whether a build has begun now; not when one goes on already.',
    schema: z.strictObject({ begun: z.boolean() }),
    example: { begun: true },
  },
  refusals: ['TooManyConflicts'],
})

export const staffOperations = [
  viewsStatus,
  rebuildViews,
  listParked,
  retryParked,
  skipParked,
  acceptLog,
  rotateMasterKey,
] as const
