import { z } from 'zod'
import { exampleInstant, instant, nextCursor, reason } from '../schemas/basics.ts'
import { bare, operation } from './operation.ts'

const here = { tag: 'operations', ...bare, access: { who: 'operator' } } as const

const parkedId = z.string().min(1).max(128)
const parkedParams = z.strictObject({ parkedId: parkedId.meta({ description: 'Id of what is parked.' }) })
const exampleId = '3b0e5d4c-5a3e-5a0a-8f43-6b0a8c4c1d11'

export const listParked = operation({
  ...here,
  id: 'listParked',
  method: 'GET',
  path: '/api/v1/operations/parked',
  summary: 'What waits for staff',
  description: 'Effects (an SMS, for one) that failed too often, longest parked first.',
  success: {
    status: 200,
    description: 'What is parked.',
    schema: z.strictObject({
      items: z.array(
        z.strictObject({
          id: parkedId,
          reaction: z.string(),
          stream: z.string().meta({ description: 'The stream whose event it follows from.' }),
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
          reaction: 'passwordReminder',
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
    description: 'Done.',
    schema: z.strictObject({ id: parkedId }),
    example: { id: exampleId },
    headers: ['Log-Position'],
  },
  refusals: ['NotParked', 'TooManyConflicts'],
} as const

export const retryParked = operation({
  ...settled,
  id: 'retryParked',
  path: '/api/v1/operations/parked/:parkedId/retry',
  summary: 'Try it again',
  description: 'At once, and all tries before are forgotten.',
})

export const skipParked = operation({
  ...settled,
  id: 'skipParked',
  path: '/api/v1/operations/parked/:parkedId/skip',
  summary: 'Let it be',
  description: 'It is not done any more; a message is recorded as failed.',
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
  refusals: [],
})

export const rotateMasterKey = operation({
  ...here,
  id: 'rotateMasterKey',
  method: 'POST',
  path: '/api/v1/operations/keys/rotation',
  summary: 'Rotate the master key',
  description:
    'Makes a new master key and wraps every key of the vault anew with it, while everything goes on. One that was cut off is completed by another.',
  success: {
    status: 200,
    description: 'The old master key opens nothing any more.',
    schema: z.strictObject({ rotated: z.literal(true) }),
    example: { rotated: true },
  },
  refusals: [],
})

export const staffOperations = [listParked, retryParked, skipParked, acceptLog, rotateMasterKey] as const
