import { z } from 'zod'
import { accountParams, exampleInstant, instant, revision } from '../schemas/basics.ts'
import { dashboard, exampleDashboard, lines, routingMode } from '../schemas/dashboard.ts'
import { type AnswerHeader, bare, operation } from './operation.ts'

const own = { tag: 'account', ...bare, params: accountParams, access: { who: 'session' } } as const
const change = { ...own, conditional: true } as const
const changeHeaders: readonly AnswerHeader[] = ['ETag', 'Log-Position']
const ofASetting = [
  'StageDue',
  'AccountNotFound',
  'AccountNotChosen',
  'ServiceDisabled',
  'ServiceSuspended',
  'TooManyConflicts',
] as const

export const getDashboard = operation({
  ...own,
  id: 'getDashboard',
  method: 'GET',
  path: '/api/v1/accounts/:accountId/dashboard',
  summary: 'The dashboard',
  description: 'The header and the five cards (M20–M25), and which changes are still on their way.',
  success: {
    status: 200,
    description: 'The dashboard, no older than the reader’s own last change.',
    schema: dashboard,
    example: exampleDashboard,
    hot: true,
  },
  refusals: ['StageDue', 'AccountNotFound', 'AccountNotChosen', 'ViewParked', 'ViewBehind'],
  reads: true,
})

export const changeRouting = operation({
  ...change,
  id: 'changeRouting',
  method: 'PUT',
  path: '/api/v1/accounts/:accountId/routing',
  summary: 'Route incoming calls',
  description: 'To the SIM (GSM), to the SIP devices (SIP), or to both at once (SIP+GSM). M24.',
  body: { schema: z.strictObject({ mode: routingMode }), example: { mode: 'SIP+GSM' } },
  success: {
    status: 200,
    description: 'The routing as it is now.',
    schema: z.strictObject({ mode: routingMode, revision }),
    example: { mode: 'SIP+GSM', revision: 4 },
    headers: changeHeaders,
  },
  refusals: ofASetting,
})

export const setTrunkLimit = operation({
  ...change,
  id: 'setTrunkLimit',
  method: 'PUT',
  path: '/api/v1/accounts/:accountId/trunk-limit',
  summary: 'Limit outgoing lines',
  description: 'How many outgoing calls may run at once, 1 to 20. M25.',
  body: { schema: z.strictObject({ lines }), example: { lines: 5 } },
  success: {
    status: 200,
    description: 'The limit as it is now.',
    schema: z.strictObject({ lines, revision }),
    example: { lines: 5, revision: 5 },
    headers: changeHeaders,
  },
  refusals: [...ofASetting, 'TrunkLimitOutOfRange'],
  fields: { TrunkLimitOutOfRange: 'lines' },
})

/** What a reminder answers, to the subscriber and to the operator alike. */
export const reminderAnswer = {
  status: 200,
  description: 'The reminder has been asked for; the SMS follows.',
  schema: z.strictObject({
    requestedAt: instant.nullable().meta({ description: 'When the latest reminder was asked for.' }),
    remaining: z.int().meta({ description: 'How many more may be asked for within the same 24 hours.' }),
    revision,
  }),
  example: { requestedAt: exampleInstant, remaining: 2, revision: 6 },
  headers: changeHeaders,
} as const

export const remindPassword = operation({
  ...change,
  id: 'remindPassword',
  method: 'POST',
  path: '/api/v1/accounts/:accountId/password-reminders',
  summary: 'Send the SIP password by SMS',
  description:
    'Sends the password that is current at dispatch to the number that has the service (M26), at most 3 times in 24 hours. The password itself is never shown here.',
  success: reminderAnswer,
  refusals: [
    'StageDue',
    'AccountNotFound',
    'AccountNotChosen',
    'ServiceDisabled',
    'TooManyReminders',
    'TooManyConflicts',
  ],
})

export const changePassword = operation({
  ...change,
  id: 'changePassword',
  method: 'PUT',
  path: '/api/v1/accounts/:accountId/password',
  summary: 'Change the SIP password',
  description:
    'Replaces the SIP password by one that the subscriber chooses (M27). Wants the password given within the last 5 minutes. All other sessions of the account end.',
  body: {
    schema: z.strictObject({
      newPassword: z.string().min(1).max(256).meta({
        description: '8 to 20 Latin letters and digits: upper case, lower case and a digit among them.',
        format: 'password',
        writeOnly: true,
      }),
    }),
    example: { newPassword: 'Winter2027Lines' },
  },
  success: {
    status: 200,
    description: 'The password is changed.',
    schema: z.strictObject({ revision }),
    example: { revision: 7 },
    headers: changeHeaders,
  },
  refusals: [
    'StageDue',
    'AccountNotFound',
    'AccountNotChosen',
    'ServiceDisabled',
    'SipPasswordWeak',
    'ConfirmationRequired',
    'TooManyConflicts',
  ],
  fields: { SipPasswordWeak: 'newPassword' },
})

export const disableService = operation({
  ...change,
  id: 'disableService',
  method: 'PUT',
  path: '/api/v1/accounts/:accountId/service',
  summary: 'Disable the service',
  description:
    'Switches the service off (M28); only the operator restores it. Wants the password given within the last 5 minutes.',
  body: { schema: z.strictObject({ state: z.literal('disabled') }), example: { state: 'disabled' } },
  success: {
    status: 200,
    description: 'The service as it is now.',
    schema: z.strictObject({ state: z.enum(['active', 'disabled']), revision }),
    example: { state: 'disabled', revision: 8 },
    headers: changeHeaders,
  },
  refusals: ['StageDue', 'AccountNotFound', 'AccountNotChosen', 'ConfirmationRequired', 'TooManyConflicts'],
})

export const accountOperations = [
  getDashboard,
  changeRouting,
  setTrunkLimit,
  remindPassword,
  changePassword,
  disableService,
] as const
