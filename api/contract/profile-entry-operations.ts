import { z } from 'zod'
import { exampleSession, sessionView } from '../schemas/session.ts'
import { bare, operation } from './operation.ts'

const here = { tag: 'session', ...bare } as const

const session = {
  status: 200,
  description: 'The session as it stands now.',
  schema: sessionView,
  example: exampleSession,
  headers: ['Set-Cookie', 'Log-Position'],
} as const

/** What may stand in the way of the account that a session goes on to by itself. */
const onTheWay = ['AccountBarred', 'AccountNotFound', 'SessionEnded', 'TooManyConflicts'] as const

export const code = z.string().min(1).max(64).meta({
  description: 'As it was sent or shown; spaces count for nothing.',
  format: 'password',
  writeOnly: true,
})

export const enterByProfile = operation({
  ...here,
  id: 'enterByProfile',
  method: 'POST',
  path: '/api/v1/session/profile',
  summary: 'Enter with a Profile',
  description:
    'Opens a session with the Profile’s phone or e-mail and its password (M1, M11). In a session that a SIP account opened it proves the Profile there, and links that account (M14). Unknown and known logins are answered alike. After 4 wrong passwords each further one waits, 10 s doubling to 5 min; the 100th in a row blocks the password until recovery. A refusal may carry Set-Cookie: the session goes on under it.',
  access: { who: 'anyone' },
  body: {
    schema: z.strictObject({
      login: z.string().min(1).max(254).meta({ description: 'The Profile’s phone or e-mail.' }),
      password: z.string().min(1).max(512).meta({
        description: 'The Profile’s password.',
        format: 'password',
        writeOnly: true,
      }),
    }),
    example: { login: '+79031112233', password: 'Correct7Horse' },
  },
  success: session,
  refusals: [
    ...onTheWay,
    'CredentialsWrong',
    'TooManyAttempts',
    'HashingBusy',
    'ProfileAlreadyProven',
    'ProfileErased',
    'TooManyMessages',
    'ChallengeBurned',
    'ChallengeAlreadyPassed',
  ],
  checksPassword: true,
  neverReplayed: true,
})

const ofFactor = ['StageDue', 'ChallengeNotFound', 'ChallengeBurned', 'ChallengeExpired'] as const

export const passSecondFactor = operation({
  ...here,
  id: 'passSecondFactor',
  method: 'POST',
  path: '/api/v1/session/second-factor',
  summary: 'Give the second factor',
  description:
    'Completes a sign-in that asks for it (M7): the code of the SMS, of the authenticator app, or a recovery code. Five wrong ones end this sign-in. Gives a new cookie.',
  access: { who: 'session' },
  body: { schema: z.strictObject({ code }), example: { code: '123456' } },
  success: session,
  refusals: [
    ...onTheWay,
    ...ofFactor,
    'CodeWrong',
    'ChallengeSuperseded',
    'ChallengeAlreadyPassed',
    'ProofMismatch',
    'TooManyAttempts',
    'ProfileErased',
  ],
  fields: { CodeWrong: 'code' },
  checksPassword: true,
  neverReplayed: true,
})

const ofSending = [
  ...ofFactor,
  'ResendTooSoon',
  'TooManyMessages',
  'ChallengeAlreadyPassed',
  'SessionEnded',
  'TooManyConflicts',
] as const

export const sendSecondFactor = operation({
  ...here,
  id: 'sendSecondFactor',
  method: 'POST',
  path: '/api/v1/session/second-factor/codes',
  summary: 'Send the SMS of the second factor again',
  description: 'After 60 s; only the newest code counts, and the count of wrong ones goes on.',
  access: { who: 'session' },
  success: { status: 204, description: 'The SMS follows.', schema: z.undefined(), example: undefined },
  refusals: ofSending,
  neverReplayed: true,
})

export const sendConfirmation = operation({
  ...here,
  id: 'sendConfirmation',
  method: 'POST',
  path: '/api/v1/session/confirmation/codes',
  summary: 'Send a code to confirm with',
  description: 'For a Profile whose second factor is the SMS: another way to confirm than the password.',
  access: { who: 'session' },
  success: { status: 204, description: 'The SMS follows.', schema: z.undefined(), example: undefined },
  refusals: [...ofSending, 'TwoFactorOff'],
  neverReplayed: true,
})

export const profileEntryOperations = [
  enterByProfile,
  passSecondFactor,
  sendSecondFactor,
  sendConfirmation,
] as const
