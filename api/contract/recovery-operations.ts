import { z } from 'zod'
import { instant } from '../schemas/basics.ts'
import { bare, operation } from './operation.ts'
import { code } from './profile-entry-operations.ts'

const recoveryView = z
  .strictObject({
    id: z.string().meta({ description: 'Known to this browser only: 256 random bits.' }),
    due: z
      .enum(['phoneCode', 'emailLink', 'password'])
      .nullable()
      .meta({ description: 'What comes next; null once the password is replaced.' }),
    expiresAt: instant.nullable().meta({ description: 'Until when it can be done.' }),
  })
  .meta({ id: 'Recovery', description: 'A forgotten password being replaced.' })

export type RecoveryView = z.infer<typeof recoveryView>

const example: RecoveryView = {
  id: 'q0Zr3Jc1Yt7mV5xk2nB8sW4uE6aD9fHgLpTiRoXyQvM',
  due: 'phoneCode',
  expiresAt: '2026-11-23T09:35:00.000Z',
}

const here = {
  tag: 'recovery',
  ...bare,
  access: { who: 'anyone' },
  params: z.strictObject({ recoveryId: z.string().min(1).max(64) }),
  neverReplayed: true,
} as const

const success = {
  status: 200,
  description: 'The recovery as it stands now.',
  schema: recoveryView,
  example,
  headers: [],
} as const

const ofChallenge = [
  'ChallengeNotFound',
  'ChallengeBurned',
  'ChallengeExpired',
  'ChallengeAlreadyPassed',
  'StepNotDue',
  'TooManyConflicts',
] as const
const ofSending = ['ResendTooSoon', 'TooManyMessages', 'ProfileErased'] as const

export const beginRecovery = operation({
  ...here,
  params: bare.params,
  id: 'beginRecovery',
  method: 'POST',
  path: '/api/v1/recoveries',
  summary: 'Begin to replace a forgotten password',
  description:
    'Sends a code to the phone that the Profile is registered to (M17). A phone that has no Profile is answered alike.',
  body: {
    schema: z.strictObject({
      phone: z.string().min(1).max(32).meta({ description: 'The Profile’s phone.' }),
    }),
    example: { phone: '+79031112233' },
  },
  success: { ...success, status: 201, description: 'The recovery; the SMS follows.' },
  refusals: ['PhoneInvalid', 'TooManyMessages', 'ResendTooSoon', 'TooManyConflicts'],
  fields: { PhoneInvalid: 'phone' },
  checksPassword: true,
})

export const getRecovery = operation({
  ...here,
  id: 'getRecovery',
  method: 'GET',
  path: '/api/v1/recoveries/:recoveryId',
  summary: 'What comes next',
  description: 'After the letter’s link was followed, the password.',
  success,
  refusals: ['ChallengeNotFound', 'StoreUnavailable'],
})

export const sendRecoveryCode = operation({
  ...here,
  id: 'sendRecoveryCode',
  method: 'POST',
  path: '/api/v1/recoveries/:recoveryId/phone-codes',
  summary: 'Send the SMS again',
  description: 'After 60 s; only the newest code counts, and the count of wrong ones goes on.',
  success,
  refusals: [...ofChallenge, ...ofSending],
})

export const confirmRecoveryPhone = operation({
  ...here,
  id: 'confirmRecoveryPhone',
  method: 'POST',
  path: '/api/v1/recoveries/:recoveryId/phone-confirmation',
  summary: 'Confirm the phone',
  description:
    'Five wrong codes end this recovery. With two-factor sign-in on, a letter with a link leaves to the Profile’s e-mail too.',
  body: { schema: z.strictObject({ code }), example: { code: '123456' } },
  success,
  refusals: [...ofChallenge, ...ofSending, 'CodeWrong', 'ChallengeSuperseded'],
  fields: { CodeWrong: 'code' },
  checksPassword: true,
})

export const sendRecoveryLetter = operation({
  ...here,
  id: 'sendRecoveryLetter',
  method: 'POST',
  path: '/api/v1/recoveries/:recoveryId/letters',
  summary: 'Send the letter again',
  description: 'After 60 s; only the newest link counts.',
  success,
  refusals: [...ofChallenge, ...ofSending],
})

const newPassword = z.string().min(1).max(512).meta({
  description: '8 to 128 characters: Latin upper-case and lower-case letters and digits among them.',
  format: 'password',
  writeOnly: true,
})

export const setRecoveredPassword = operation({
  ...here,
  id: 'setRecoveredPassword',
  method: 'PUT',
  path: '/api/v1/recoveries/:recoveryId/password',
  summary: 'Give the new password',
  description:
    'Within 30 minutes of the last confirmation. Ends all of the Profile’s sessions and signs nobody in; a block is lifted.',
  body: {
    schema: z.strictObject({ password: newPassword, confirmation: newPassword }),
    example: { password: 'Brandnew8Horse', confirmation: 'Brandnew8Horse' },
  },
  success,
  refusals: [
    'ChallengeNotFound',
    'StepNotDue',
    'ProfilePasswordWeak',
    'HashingBusy',
    'ProofMismatch',
    'ProofUsed',
    'ProofTooOld',
    'SecondProofRequired',
    'ProfileErased',
    'TooManyConflicts',
  ],
  fields: { ProfilePasswordWeak: 'password' },
})

export const recoveryOperations = [
  beginRecovery,
  getRecovery,
  sendRecoveryCode,
  confirmRecoveryPhone,
  sendRecoveryLetter,
  setRecoveredPassword,
] as const
