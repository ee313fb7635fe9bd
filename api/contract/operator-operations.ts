import { z } from 'zod'
import { accountList, exampleAccounts } from '../schemas/account.ts'
import {
  accountParams,
  cursor,
  exampleAccountId,
  id,
  limit,
  phoneNumber,
  reason,
  revision,
} from '../schemas/basics.ts'
import { dashboard, exampleDashboard, lines, routingMode } from '../schemas/dashboard.ts'
import { reminderAnswer } from './account-operations.ts'
import { type AnswerHeader, bare, operation } from './operation.ts'

const here = { tag: 'operator', ...bare } as const
const read = { ...here, access: { who: 'program', scope: 'accounts:read' }, reads: true } as const
const write = { ...here, access: { who: 'program', scope: 'accounts:write' } } as const
const change = { ...write, method: 'PUT', params: accountParams, conditional: true } as const
const changeHeaders: readonly AnswerHeader[] = ['ETag', 'Log-Position']
const example = { reason: 'Заявление клиента № 1187' }

export const login = z.string().min(1).max(64).meta({ description: '`79XXXXXXXXX`.', example: '79260250730' })

export const listAccounts = operation({
  ...read,
  id: 'listAccounts',
  method: 'GET',
  path: '/api/v1/operator/accounts',
  summary: 'Find an account, or list all',
  description:
    'With `login` the one account that has it, exactly, or none. Without, all accounts, newest first, stable while more are added.',
  query: z.strictObject({ login: login.optional(), limit, cursor }),
  success: { status: 200, description: 'Accounts.', schema: accountList, example: exampleAccounts },
  refusals: ['LoginInvalid', 'CursorMalformed', 'ViewParked', 'ViewBehind'],
  fields: { LoginInvalid: 'login', CursorMalformed: 'cursor' },
})

export const getAccount = operation({
  ...read,
  id: 'getAccount',
  method: 'GET',
  path: '/api/v1/operator/accounts/:accountId',
  summary: 'One account',
  description: 'The same that its subscriber sees on the dashboard.',
  params: accountParams,
  success: { status: 200, description: 'The account.', schema: dashboard, example: exampleDashboard },
  refusals: ['AccountNotFound', 'ViewParked', 'ViewBehind'],
})

const newAccount = z.strictObject({
  login,
  password: z.string().min(1).max(256).nullable().default(null).meta({
    description: '8 to 20 Latin letters and digits; null: one is generated, and learnt by a reminder.',
    format: 'password',
    writeOnly: true,
  }),
  routing: routingMode.default('SIP'),
  lines: lines.default(2),
  tariffOption: z.string().min(1).max(100).nullable().default(null),
  callerId: z.string().nullable().default(null).meta({ description: 'E.164, or null for none.' }),
  balance: z
    .strictObject({ kopecks: z.int().meta({ description: 'May be negative.' }) })
    .nullable()
    .default(null)
    .meta({ description: 'null until billing tells.' }),
})

export type NewAccountBody = z.infer<typeof newAccount>

export const createAccount = operation({
  ...write,
  id: 'createAccount',
  method: 'POST',
  path: '/api/v1/operator/accounts',
  summary: 'Provision an account',
  description:
    'Opens an account for a number. What a broken earlier attempt left out is added; an account that is whole already is refused and stays as it is.',
  body: {
    schema: newAccount,
    example: {
      login: '79261112233',
      password: null,
      routing: 'SIP',
      lines: 4,
      tariffOption: 'Безлимит',
      callerId: '+74951234567',
      balance: { kopecks: -74882293 },
    },
  },
  success: {
    status: 201,
    description: 'The account is open.',
    schema: z.strictObject({ id, outcome: z.enum(['provisioned', 'completed']) }),
    example: { id: exampleAccountId, outcome: 'provisioned' },
    headers: ['Location', 'Log-Position'],
  },
  refusals: [
    'AccountExists',
    'LoginInvalid',
    'SipPasswordWeak',
    'TrunkLimitOutOfRange',
    'CallerIdInvalid',
    'TooManyConflicts',
  ],
  fields: {
    LoginInvalid: 'login',
    SipPasswordWeak: 'password',
    TrunkLimitOutOfRange: 'lines',
    CallerIdInvalid: 'callerId',
  },
})

export const setCallerId = operation({
  ...change,
  id: 'setCallerId',
  path: '/api/v1/operator/accounts/:accountId/caller-id',
  summary: 'Set the caller id',
  description: 'Which number is shown on outgoing calls (M23); null shows none.',
  body: {
    schema: z.strictObject({
      number: z.string().nullable().meta({ description: 'A Russian number in E.164, or null.' }),
      reason,
    }),
    example: { number: '+74951234567', ...example },
  },
  success: {
    status: 200,
    description: 'The caller id as it is now.',
    schema: z.strictObject({ number: phoneNumber.nullable(), revision }),
    example: { number: '+74951234567', revision: 9 },
    headers: changeHeaders,
  },
  refusals: ['AccountNotFound', 'ServiceDisabled', 'ServiceSuspended', 'CallerIdInvalid', 'TooManyConflicts'],
  fields: { CallerIdInvalid: 'number' },
  personal: true,
})

export const setTariffOption = operation({
  ...change,
  id: 'setTariffOption',
  path: '/api/v1/operator/accounts/:accountId/tariff-option',
  summary: 'Set the tariff option',
  description: 'Activates a tariff option by its name (M22); null returns to the basic tariff.',
  body: {
    schema: z.strictObject({ name: z.string().min(1).max(100).nullable(), reason }),
    example: { name: 'Безлимит', ...example },
  },
  success: {
    status: 200,
    description: 'The tariff option as it is now.',
    schema: z.strictObject({ name: z.string().nullable(), revision }),
    example: { name: 'Безлимит', revision: 10 },
    headers: changeHeaders,
  },
  refusals: ['AccountNotFound', 'ServiceDisabled', 'TooManyConflicts'],
})

export const setSuspension = operation({
  ...change,
  id: 'setSuspension',
  path: '/api/v1/operator/accounts/:accountId/suspension',
  summary: 'Suspend or resume the service',
  description: 'A suspended service makes and takes no calls; its subscriber still enters and reads.',
  body: {
    schema: z.strictObject({ suspended: z.boolean(), reason }),
    example: { suspended: true, ...example },
  },
  success: {
    status: 200,
    description: 'Whether the service is suspended now.',
    schema: z.strictObject({ suspended: z.boolean(), revision }),
    example: { suspended: true, revision: 11 },
    headers: changeHeaders,
  },
  refusals: ['AccountNotFound', 'ServiceDisabled', 'TooManyConflicts'],
})

const serviceState = z.enum(['active', 'disabled'])

export const setService = operation({
  ...change,
  id: 'setService',
  path: '/api/v1/operator/accounts/:accountId/service',
  summary: 'Disable or restore the service',
  description: 'Disabling is what the subscriber may do too (M28); only the operator restores.',
  body: {
    schema: z.strictObject({ state: serviceState, reason }),
    example: { state: 'active', ...example },
  },
  success: {
    status: 200,
    description: 'The service as it is now.',
    schema: z.strictObject({ state: serviceState, revision }),
    example: { state: 'active', revision: 12 },
    headers: changeHeaders,
  },
  refusals: ['AccountNotFound', 'TooManyConflicts'],
})

export const remindPasswordForOperator = operation({
  ...write,
  id: 'remindPasswordForOperator',
  method: 'POST',
  path: '/api/v1/operator/accounts/:accountId/password-reminders',
  summary: 'Send the SIP password by SMS',
  description:
    'To the number that has the service; a generated password is learnt so. Counts as the subscriber’s own.',
  params: accountParams,
  conditional: true,
  body: { schema: z.strictObject({ reason }), example },
  success: reminderAnswer,
  refusals: ['AccountNotFound', 'ServiceDisabled', 'TooManyReminders', 'TooManyConflicts'],
})

export const operatorOperations = [
  listAccounts,
  getAccount,
  createAccount,
  setCallerId,
  setTariffOption,
  setSuspension,
  setService,
  remindPasswordForOperator,
] as const
