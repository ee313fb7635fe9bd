import { z } from 'zod'
import { staffRoles } from '../../domain/staff/events.ts'
import { staffStages } from '../../domain/staff/staff.ts'
import { id, instant, sealedText } from '../schemas/basics.ts'
import { type AnswerHeader, bare, operation } from './operation.ts'

const here = { tag: 'staff', ...bare } as const
const own = { ...here, access: { who: 'staff' } } as const

const password = z.string().min(1).max(256).meta({ format: 'password', writeOnly: true })

const staffSession = z
  .strictObject({
    stage: z.enum(staffStages).meta({ description: 'What is due next; `open`: the desk is open.' }),
    staff: z.strictObject({ id, login: sealedText(), name: sealedText(), role: z.enum(staffRoles) }),
    expiresAt: instant.meta({ description: 'When the session ends unless it is used again. RFC 3339, UTC.' }),
  })
  .meta({ id: 'StaffSession', description: 'Who of the staff is in, and what is due.' })

export type StaffSessionView = z.infer<typeof staffSession>

const example: StaffSessionView = {
  stage: 'secondFactor',
  staff: {
    id: '5b0f9d0e-8a43-4c39-b1f2-93b7cb0c7d55',
    login: 'ivanova',
    name: 'Мария Иванова',
    role: 'manager',
  },
  expiresAt: '2026-11-23T09:45:00.000Z',
}

const entered: readonly AnswerHeader[] = ['Set-Cookie', 'Log-Position']
const answer = {
  status: 200,
  description: 'The session, under a new cookie.',
  schema: staffSession,
  example,
  headers: entered,
} as const

export const enterAsStaff = operation({
  ...here,
  id: 'enterAsStaff',
  method: 'POST',
  path: '/api/v1/staff/session',
  summary: 'Enter as staff',
  description:
    'Opens a session of staff and sets its own cookie; what is due is in `stage`. Throttled as customers’ sign-in; ten failures in a row shut out until the operator lets in again.',
  access: { who: 'anyone' },
  body: {
    schema: z.strictObject({ login: z.string().min(1).max(64), password }),
    example: { login: 'ivanova', password: 'Own-Password-2026' },
  },
  success: answer,
  refusals: ['CredentialsWrong', 'TooManyAttempts', 'HashingBusy', 'StoreUnavailable'],
  checksPassword: true,
  neverReplayed: true,
})

export const passStaffFactor = operation({
  ...own,
  id: 'passStaffFactor',
  method: 'POST',
  path: '/api/v1/staff/session/second-factor',
  summary: 'Give the authenticator’s code',
  description: 'Completes the sign-in; of an authenticator that is being set up it proves that it works.',
  body: {
    schema: z.strictObject({ code: z.string().min(1).max(64) }),
    example: { code: '123456' },
  },
  success: { ...answer, example: { ...example, stage: 'open' } },
  refusals: ['CodeWrong', 'TooManyAttempts', 'StageDue', 'StaffNotFound', 'StaffNotActive', 'SessionEnded'],
  checksPassword: true,
  neverReplayed: true,
})

export const changeStaffPassword = operation({
  ...own,
  id: 'changeStaffPassword',
  method: 'PUT',
  path: '/api/v1/staff/session/password',
  summary: 'Replace the one-time password',
  description: 'The first thing at the first sign-in, and after every reset by the operator.',
  body: { schema: z.strictObject({ password }), example: { password: 'Own-Password-2026' } },
  success: { ...answer, example: { ...example, stage: 'authenticatorSetup' } },
  refusals: [
    ...(['ProfilePasswordWeak', 'StaffPasswordUnchanged', 'HashingBusy', 'StageDue'] as const),
    ...(['StaffNotFound', 'StaffNotActive', 'SessionEnded'] as const),
  ],
  fields: { ProfilePasswordWeak: 'password', StaffPasswordUnchanged: 'password' },
  checksPassword: true,
  neverReplayed: true,
})

export const setUpStaffAuthenticator = operation({
  ...own,
  id: 'setUpStaffAuthenticator',
  method: 'POST',
  path: '/api/v1/staff/session/authenticator',
  summary: 'Set up an authenticator',
  description: 'Its secret is shown this once; a code of it then completes the sign-in.',
  success: {
    status: 201,
    description: 'The secret.',
    schema: z.strictObject({
      secret: z.string().meta({ description: 'Base32, for typing it in.' }),
      uri: z.string().meta({ description: '`otpauth://totp/…`, for a QR code.' }),
    }),
    example: {
      secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
      uri: 'otpauth://totp/MultiFon%20Business:ivanova?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
    },
  },
  refusals: ['StageDue', 'SessionEnded'],
  neverReplayed: true,
})

export const getStaffSession = operation({
  ...own,
  id: 'getStaffSession',
  method: 'GET',
  path: '/api/v1/staff/session',
  summary: 'Who of the staff am I',
  description: 'The session of the cookie: who, in which role, what is due, until when.',
  success: { status: 200, description: 'The session.', schema: staffSession, example },
  refusals: [],
})

export const leaveStaffSession = operation({
  ...own,
  id: 'leaveStaffSession',
  method: 'DELETE',
  path: '/api/v1/staff/session',
  summary: 'Leave the desk',
  description: 'Ends the session and removes its cookie.',
  success: {
    status: 204,
    description: 'The session has ended.',
    schema: z.undefined(),
    example: undefined,
    headers: [...entered, 'Clear-Site-Data'],
  },
  refusals: [],
  neverReplayed: true,
})

export const staffSessionOperations = [
  enterAsStaff,
  passStaffFactor,
  changeStaffPassword,
  setUpStaffAuthenticator,
  getStaffSession,
  leaveStaffSession,
] as const
