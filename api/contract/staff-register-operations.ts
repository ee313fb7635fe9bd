import { z } from 'zod'
import { staffRoles } from '../../domain/staff/events.ts'
import { exampleInstant, id, instant, nextCursor, reason, sealedText } from '../schemas/basics.ts'
import { bare, operation } from './operation.ts'

const here = { tag: 'operations', ...bare, access: { who: 'operator' } } as const
const params = z.strictObject({ staffId: id.meta({ description: 'Id of somebody of the staff.' }) })
const exampleId = '5b0f9d0e-8a43-4c39-b1f2-93b7cb0c7d55'
const role = z.enum(staffRoles)

const member = z.strictObject({
  id,
  login: sealedText(),
  name: sealedText(),
  role,
  status: z.enum(['active', 'blocked', 'disabled']),
  secondFactor: z.boolean().meta({ description: 'Whether an authenticator is set up.' }),
})
const exampleMember: z.infer<typeof member> = {
  ...{ id: exampleId, login: 'ivanova', name: 'Мария Иванова', role: 'manager', status: 'active' },
  secondFactor: true,
}

const oneTime = {
  status: 201,
  description: 'The one-time password.',
  schema: z.strictObject({ id, password: z.string(), expiresAt: instant }),
  example: { id: exampleId, password: '…', expiresAt: exampleInstant },
  headers: ['Log-Position'],
} as const

export const createStaff = operation({
  ...here,
  id: 'createStaff',
  method: 'POST',
  path: '/api/v1/operations/staff',
  summary: 'Create a manager or an auditor',
  description:
    'With a one-time password, shown this once, that has to be changed at the first sign-in within three days.',
  body: {
    schema: z.strictObject({
      login: z.string().min(1).max(64),
      name: z.string().min(1).max(200),
      role,
      reason,
    }),
    example: { login: 'ivanova', name: 'Мария Иванова', role: 'manager', reason: 'Принята на работу' },
  },
  success: oneTime,
  refusals: ['StaffExists', 'StaffLoginInvalid', 'StaffNameInvalid', 'HashingBusy', 'TooManyConflicts'],
  fields: { StaffExists: 'login', StaffLoginInvalid: 'login', StaffNameInvalid: 'name' },
  neverReplayed: true,
})

export const listStaff = operation({
  ...here,
  id: 'listStaff',
  method: 'GET',
  path: '/api/v1/operations/staff',
  summary: 'List the staff',
  description: 'With `login` the one who has it, exactly, or none.',
  query: z.strictObject({ login: z.string().min(1).max(64).optional() }),
  success: {
    status: 200,
    description: 'Staff, newest first.',
    schema: z.strictObject({ items: z.array(member), nextCursor }),
    example: { items: [exampleMember], nextCursor: null },
  },
  refusals: ['StaffNotFound', 'ViewBehind'],
})

export const setStaffState = operation({
  ...here,
  id: 'setStaffState',
  method: 'PUT',
  path: '/api/v1/operations/staff/:staffId/state',
  summary: 'Shut somebody out, or let in again',
  description: 'The next request of whoever is shut out is refused. Letting in again also ends a block.',
  params,
  body: {
    schema: z.strictObject({ state: z.enum(['active', 'disabled']), reason }),
    example: { state: 'disabled', reason: 'Уволена' },
  },
  success: {
    status: 200,
    description: 'As it is now.',
    schema: member,
    example: { ...exampleMember, status: 'disabled' },
    headers: ['Log-Position'],
  },
  refusals: ['StaffNotFound', 'TooManyConflicts'],
  personal: true,
})

export const resetStaffSecondFactor = operation({
  ...here,
  id: 'resetStaffSecondFactor',
  method: 'POST',
  path: '/api/v1/operations/staff/:staffId/second-factor-reset',
  summary: 'Begin anew with a one-time password',
  description: 'For a lost authenticator or a forgotten password: both are void, open sessions end.',
  params,
  body: { schema: z.strictObject({ reason }), example: { reason: 'Телефон утерян' } },
  success: oneTime,
  refusals: ['StaffNotFound', 'HashingBusy', 'TooManyConflicts'],
  neverReplayed: true,
})

export const staffRegisterOperations = [
  createStaff,
  listStaff,
  setStaffState,
  resetStaffSecondFactor,
] as const
