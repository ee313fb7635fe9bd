import { z } from 'zod'
import { secretUses } from '../../domain/profile/events.ts'
import { exampleInstant, id, instant, reason } from '../schemas/basics.ts'
import { bare, operation } from './operation.ts'

const exampleProfileId = 'f3b1a1de-0000-4000-8000-000000000010'

const profileParams = z.strictObject({ profileId: id.meta({ description: 'Id of the Profile.' }) })

const erasure = z
  .strictObject({
    profile: id,
    erasedAt: instant,
    certifiedAt: instant.nullable().meta({
      description: 'When everything was destroyed; null as long as something is still to be.',
    }),
    destroyed: z
      .strictObject({
        key: z.string().meta({ description: 'Whose key it was; all that it sealed reads as erased.' }),
        secrets: z.array(z.strictObject({ use: z.enum(secretUses), ref: z.string() })).meta({
          description: 'By the random references that the log names them with.',
        }),
        phones: z.int().meta({ description: 'So many phones that the Profile had, let go.' }),
        emails: z.int().meta({ description: 'So many e-mail addresses that it had or asked for, let go.' }),
      })
      .nullable(),
  })
  .meta({ id: 'Erasure', description: 'The certificate of an erasure. It holds nothing of the person.' })

export type ErasureBody = z.infer<typeof erasure>

const example: ErasureBody = {
  profile: exampleProfileId,
  erasedAt: exampleInstant,
  certifiedAt: exampleInstant,
  destroyed: {
    key: `profile-${exampleProfileId}`,
    secrets: [{ use: 'password', ref: 'f3b1a1de-0000-4000-8000-0000000000ac' }],
    phones: 1,
    emails: 1,
  },
}

const here = { ...bare, tag: 'operator', params: profileParams } as const

export const eraseProfile = operation({
  ...here,
  id: 'eraseProfile',
  method: 'DELETE',
  path: '/api/v1/operator/profiles/:profileId',
  summary: 'Erase a Profile',
  description:
    'For good, on the person’s request (M19): its sessions end, its phone and e-mail are free again, its secrets and its key are destroyed, and what the log says of the person reads as erased. Its accounts and other people’s Profiles stay. Asked again it answers the same; after a 503 it is finished by itself.',
  access: { who: 'program', scope: 'accounts:write' },
  body: {
    schema: z.strictObject({ reason }),
    example: { reason: 'Заявление № 1187' },
  },
  success: {
    status: 200,
    description: 'The Profile is erased; its certificate.',
    schema: erasure,
    example,
    headers: ['Log-Position'],
  },
  refusals: ['ProfileNotFound', 'TooManyConflicts'],
})

export const getErasure = operation({
  ...here,
  id: 'getErasure',
  method: 'GET',
  path: '/api/v1/operator/profiles/:profileId/erasure',
  summary: 'The certificate of an erasure',
  description: 'What was destroyed, and when; asked of the log itself.',
  access: { who: 'program', scope: 'accounts:read' },
  success: { status: 200, description: 'The certificate.', schema: erasure, example },
  refusals: ['ProfileNotFound', 'ProfileNotErased'],
})

export const erasureOperations = [eraseProfile, getErasure] as const
