import { z } from 'zod'
import { nextCursor, sealedText } from '../schemas/basics.ts'
import { operation } from './operation.ts'
import { change, changeHeaders, ofChange, ofPage, own } from './own-profile.ts'

const serviceType = z
  .string()
  .min(1)
  .max(32)
  .meta({ description: 'As the operator calls it: `vats`, `staff-control`, `8-800`, …' })

const otherService = z
  .strictObject({
    type: serviceType,
    account: sealedText()
      .nullable()
      .meta({ description: 'The service’s own login or number; null while none is linked.' }),
    isConnected: z
      .boolean()
      .meta({ description: 'Whether an account can be linked: the service can tell whose it is.' }),
  })
  .meta({ id: 'OtherService', description: 'Another service for business, and the account held of it.' })

export type OtherServiceView = z.infer<typeof otherService>

const exampleService: OtherServiceView = { type: 'vats', account: 'romashka@vats', isConnected: true }

const params = z.strictObject({ type: serviceType })

export const listProfileServices = operation({
  ...own,
  id: 'listProfileServices',
  method: 'GET',
  path: '/api/v1/profile/services',
  summary: 'Other services for business',
  description: 'Those that the operator offers, each with the account that the Profile holds of it (M12).',
  success: {
    status: 200,
    description: 'All of them.',
    schema: z.strictObject({ items: z.array(otherService), nextCursor }),
    example: {
      items: [exampleService, { type: '8-800', account: null, isConnected: false }],
      nextCursor: null,
    },
  },
  refusals: ofPage,
})

export const linkProfileService = operation({
  ...change,
  id: 'linkProfileService',
  method: 'PUT',
  path: '/api/v1/profile/services/:type',
  summary: 'Link an account of another service',
  description:
    'The service’s own login and password show that it is yours; the password is looked at by the service and kept nowhere. Another account takes the place of the one before; the present one again changes nothing (M12). Wrong passwords are throttled.',
  params,
  body: {
    schema: z.strictObject({
      account: z.string().min(1).max(64).meta({ description: 'Login or number at that service.' }),
      password: z.string().min(1).max(128).meta({ description: 'Its password at that service.' }),
    }),
    example: { account: 'romashka@vats', password: 'Vats2026password' },
  },
  success: {
    status: 200,
    description: 'The service with its account.',
    schema: otherService,
    example: exampleService,
    headers: changeHeaders,
  },
  checksPassword: true,
  refusals: [
    ...ofChange,
    'OtherServiceUnknown',
    'OtherAccountInvalid',
    'OtherServiceNotConnected',
    'OtherServiceUnavailable',
    'OtherAccountNotProven',
    'TooManyAttempts',
  ],
  fields: { OtherAccountInvalid: 'account', OtherAccountNotProven: 'password' },
})

export const unlinkProfileService = operation({
  ...change,
  id: 'unlinkProfileService',
  method: 'DELETE',
  path: '/api/v1/profile/services/:type',
  summary: 'Let an account of another service go',
  description: 'Where none is held, nothing happens (M12).',
  params,
  success: {
    status: 204,
    description: 'None is held any more.',
    schema: z.undefined(),
    example: undefined,
    headers: changeHeaders,
  },
  refusals: [...ofChange, 'OtherServiceUnknown'],
})

export const profileServiceOperations = [
  listProfileServices,
  linkProfileService,
  unlinkProfileService,
] as const
