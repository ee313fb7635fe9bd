import { z } from 'zod'
import { exampleAccountId, id } from '../schemas/basics.ts'
import { exampleSession, sessionView } from '../schemas/session.ts'
import { bare, operation } from './operation.ts'
import { code } from './profile-entry-operations.ts'

const longestLogin = 64
const longestPassword = 512

const password = z
  .string()
  .min(1)
  .max(longestPassword)
  .meta({ description: 'The password.', format: 'password', writeOnly: true })

const here = { tag: 'session', ...bare } as const

export const enterBySip = operation({
  ...here,
  id: 'enterBySip',
  method: 'POST',
  path: '/api/v1/session/sip',
  summary: 'Enter with a SIP account',
  description:
    'Opens a session (M2) and sets its cookie; a session of this browser that was open ends. Unknown and known logins are answered alike. After 4 wrong passwords of one login from one address each further one waits, 10 s doubling to 5 min.',
  access: { who: 'anyone' },
  body: {
    schema: z.strictObject({
      login: z
        .string()
        .min(1)
        .max(longestLogin)
        .meta({ description: '`79XXXXXXXXX` or `79XXXXXXXXX@multifon.ru`.' }),
      password,
    }),
    example: { login: '79260250730', password: 'Demo2026Cabinet' },
  },
  success: {
    status: 200,
    description: 'The session that has been opened.',
    schema: sessionView,
    example: exampleSession,
    headers: ['Set-Cookie', 'Log-Position'],
  },
  refusals: ['CredentialsWrong', 'TooManyAttempts'],
  checksPassword: true,
  neverReplayed: true,
})

export const getSession = operation({
  ...here,
  id: 'getSession',
  method: 'GET',
  path: '/api/v1/session',
  summary: 'Who and where am I',
  description: 'The session of the cookie: its stage, the account worked in, until when it lasts.',
  access: { who: 'session' },
  success: {
    status: 200,
    description: 'The session.',
    schema: sessionView,
    example: exampleSession,
    hot: true,
  },
  refusals: ['AccountNotFound', 'StoreUnavailable'],
})

export const leave = operation({
  ...here,
  id: 'leave',
  method: 'DELETE',
  path: '/api/v1/session',
  summary: 'Leave the cabinet',
  description: 'Ends the session (M29) and removes its cookie.',
  access: { who: 'session' },
  success: {
    status: 204,
    description: 'The session has ended.',
    schema: z.undefined(),
    example: undefined,
    headers: ['Set-Cookie', 'Clear-Site-Data', 'Log-Position'],
  },
  refusals: [],
  neverReplayed: true,
})

export const chooseAccount = operation({
  ...here,
  id: 'chooseAccount',
  method: 'PUT',
  path: '/api/v1/session/account',
  summary: 'Choose the account to work in',
  description:
    'One browser works in one account at a time (M15, M16). Gives a new cookie. An account whose SIP password opened this session is linked first (M14).',
  access: { who: 'session' },
  body: {
    schema: z.strictObject({ accountId: id.meta({ description: 'One of `accounts` of the session.' }) }),
    example: { accountId: exampleAccountId },
  },
  success: {
    status: 200,
    description: 'The session, in the chosen account.',
    schema: sessionView,
    example: exampleSession,
    headers: ['Set-Cookie', 'Log-Position'],
  },
  refusals: [
    'StageDue',
    'OfferDue',
    'AccountNotFound',
    'AccountBarred',
    'ProfileErased',
    'SessionEnded',
    'TooManyConflicts',
  ],
  neverReplayed: true,
})

export const confirmSession = operation({
  ...here,
  id: 'confirmSession',
  method: 'POST',
  path: '/api/v1/session/confirmation',
  summary: 'Confirm with the password or a code',
  description:
    'Step-up: sensitive changes want the password, or the second factor, given within the last 5 minutes. Throttled like entry; a wrong one signs nobody out.',
  access: { who: 'session' },
  body: {
    schema: z.union([z.strictObject({ password }), z.strictObject({ code })]),
    example: { password: 'Correct7Horse' },
  },
  success: {
    status: 200,
    description: 'Confirmed; the session, under a new cookie.',
    schema: sessionView,
    example: exampleSession,
    headers: ['Set-Cookie', 'Log-Position'],
  },
  refusals: [
    'ConfirmationWrong',
    'TooManyAttempts',
    'HashingBusy',
    'StageDue',
    'TwoFactorOff',
    'ChallengeNotFound',
    'ChallengeBurned',
    'ChallengeExpired',
    'ChallengeSuperseded',
    'ChallengeAlreadyPassed',
    'AccountNotFound',
    'SessionEnded',
    'TooManyConflicts',
  ],
  checksPassword: true,
  neverReplayed: true,
})

export const sessionOperations = [enterBySip, getSession, leave, chooseAccount, confirmSession] as const
