import { z } from 'zod'
import { accountParams, exampleAccountId, id, nextCursor, reason, revision } from '../schemas/basics.ts'
import {
  deskProfile,
  exampleDeskProfile,
  exampleProfileId,
  profileOfAccount,
} from '../schemas/desk-profile.ts'
import { bare, operation } from './operation.ts'

const here = { tag: 'operator', ...bare } as const
const read = { ...here, access: { who: 'program', scope: 'accounts:read' } } as const
const write = { ...here, access: { who: 'program', scope: 'accounts:write' } } as const
const profileId = id.meta({ description: 'Id of the Profile.' })
const profileParams = z.strictObject({ profileId })
const linkParams = z.strictObject({ profileId, accountId: id.meta({ description: 'Id of the account.' }) })
const because = {
  schema: z.strictObject({ reason }),
  example: { reason: 'Сотрудница уволена, заявление клиента № 1187' },
}
const changes = { headers: ['Log-Position'], status: 200 } as const

export const findProfiles = operation({
  ...read,
  id: 'findProfiles',
  method: 'GET',
  path: '/api/v1/operator/profiles',
  summary: 'Find a Profile',
  description: 'By its phone or its e-mail, exactly: the one Profile that has it, or none.',
  query: z
    .strictObject({
      phone: z.string().min(1).max(64).optional(),
      email: z.string().min(1).max(254).optional(),
    })
    .refine(({ phone, email }) => (phone === undefined) !== (email === undefined), {
      path: ['phone'],
      message: 'either phone or email',
    }),
  success: {
    status: 200,
    description: 'The Profile, or none.',
    schema: z.strictObject({ items: z.array(deskProfile), nextCursor }),
    example: { items: [exampleDeskProfile], nextCursor: null },
  },
  refusals: ['PhoneInvalid', 'EmailInvalid'],
  fields: { PhoneInvalid: 'phone', EmailInvalid: 'email' },
})

export const getProfileForOperator = operation({
  ...read,
  id: 'getProfileForOperator',
  method: 'GET',
  path: '/api/v1/operator/profiles/:profileId',
  summary: 'One Profile',
  description: 'Whose it is, which accounts it is linked to, and which it is barred from.',
  params: profileParams,
  success: { status: 200, description: 'The Profile.', schema: deskProfile, example: exampleDeskProfile },
  refusals: ['ProfileNotFound', 'ProfileErased', 'AccountNotFound'],
})

export const getProfilesOfAccount = operation({
  ...read,
  id: 'getProfilesOfAccount',
  method: 'GET',
  path: '/api/v1/operator/accounts/:accountId/profiles',
  summary: 'The Profiles of an account',
  description: 'Who may work in the account (M13), and who was barred from it (M18).',
  params: accountParams,
  success: {
    status: 200,
    description: 'Profiles.',
    schema: z.strictObject({ items: z.array(profileOfAccount), nextCursor }),
    example: {
      items: [{ id: exampleProfileId, lastName: 'Иванова', firstName: 'Мария', access: 'linked' }],
      nextCursor: null,
    },
  },
  refusals: ['AccountNotFound', 'ViewParked', 'ViewBehind'],
  reads: true,
})

export const withdrawAccess = operation({
  ...write,
  id: 'withdrawAccess',
  method: 'DELETE',
  path: '/api/v1/operator/profiles/:profileId/accounts/:accountId',
  summary: 'Withdraw access to an account',
  description:
    'The link goes, the Profile is barred from linking the account again until that is lifted, and its sessions there end at once (M18). The account’s subscriber reads the reason in its history: name nobody in it who need not be named. Whoever had access may know the SIP password: set a new one.',
  params: linkParams,
  body: because,
  success: {
    ...changes,
    description: 'The Profile without the account, and what to do next.',
    schema: z.strictObject({
      profile: deskProfile,
      proposes: z.literal('passwordChange'),
      next: z.string().meta({ description: 'The address that sets a new SIP password, by POST.' }),
    }),
    example: {
      profile: {
        ...exampleDeskProfile,
        accounts: [],
        barred: [{ id: exampleAccountId, login: '79260250730' }],
      },
      proposes: 'passwordChange',
      next: `/api/v1/operator/accounts/${exampleAccountId}/password`,
    },
  },
  refusals: ['ProfileNotFound', 'ProfileErased', 'AccountNotFound', 'TooManyConflicts'],
  personal: true,
})

export const liftBar = operation({
  ...write,
  id: 'liftBar',
  method: 'DELETE',
  path: '/api/v1/operator/profiles/:profileId/accounts/:accountId/bar',
  summary: 'Lift a bar',
  description: 'The Profile may link the account again, with its SIP password; it is not linked by this.',
  params: linkParams,
  body: because,
  success: { ...changes, description: 'The Profile.', schema: deskProfile, example: exampleDeskProfile },
  refusals: ['ProfileNotFound', 'ProfileErased', 'AccountNotFound', 'TooManyConflicts'],
  personal: true,
})

export const unblockProfile = operation({
  ...write,
  id: 'unblockProfile',
  method: 'POST',
  path: '/api/v1/operator/profiles/:profileId/unblock',
  summary: 'Unblock the sign-in',
  description:
    'After too many wrong passwords: the present one is accepted again, and the count starts anew.',
  params: profileParams,
  body: because,
  success: { ...changes, description: 'The Profile.', schema: deskProfile, example: exampleDeskProfile },
  refusals: ['ProfileNotFound', 'ProfileErased', 'AccountNotFound', 'TooManyConflicts'],
  personal: true,
})

export const liftTwoFactor = operation({
  ...write,
  id: 'liftTwoFactor',
  method: 'DELETE',
  path: '/api/v1/operator/profiles/:profileId/two-factor',
  summary: 'Switch a second factor off',
  description:
    'For an owner whom it keeps out: an authenticator lost with its recovery codes, a number that is theirs no more, or a factor that a stranger has switched on, which no recovery of the password lifts (M17). Make sure who is asking. A password is enough again, all sessions of the Profile end, its owner is told by letter. With none on only the sessions end.',
  params: profileParams,
  body: { ...because, example: { reason: 'Утерян телефон с приложением, паспорт показан в офисе' } },
  success: {
    ...changes,
    description: 'The Profile.',
    schema: deskProfile,
    example: { ...exampleDeskProfile, secondFactor: null },
  },
  refusals: ['ProfileNotFound', 'ProfileErased', 'AccountNotFound', 'TooManyConflicts'],
  personal: true,
})

export const endSessionsForOperator = operation({
  ...write,
  id: 'endSessionsForOperator',
  method: 'DELETE',
  path: '/api/v1/operator/profiles/:profileId/sessions',
  summary: 'End all sessions of a Profile',
  description:
    'Wherever somebody is in as this Profile, also where the second factor is still waited for: the next request of each is refused. The password stays good. Its owner reads the reason in the Profile’s history, whoever works in an account that a session was in reads it in that account’s.',
  params: profileParams,
  body: { ...because, example: { reason: 'Украден телефон, звонок клиента' } },
  success: {
    ...changes,
    description: 'They have ended.',
    schema: z.strictObject({ ended: z.int().meta({ description: 'So many; 0 when nobody was in.' }) }),
    example: { ended: 2 },
  },
  refusals: ['ProfileNotFound', 'ProfileErased', 'AccountNotFound', 'TooManyConflicts'],
})

export const renewPassword = operation({
  ...write,
  id: 'renewPassword',
  method: 'POST',
  path: '/api/v1/operator/accounts/:accountId/password',
  summary: 'Set a new SIP password',
  description:
    'A generated one, shown to nobody; sessions that the old one opened end. It is learnt by a reminder, which is asked for apart.',
  params: accountParams,
  conditional: true,
  body: because,
  success: {
    status: 200,
    description: 'The password is replaced.',
    schema: z.strictObject({
      proposes: z.literal('passwordReminder'),
      next: z.string().meta({ description: 'The address that sends it by SMS, by POST.' }),
      revision,
    }),
    example: {
      proposes: 'passwordReminder',
      next: `/api/v1/operator/accounts/${exampleAccountId}/password-reminders`,
      revision: 13,
    },
    headers: ['ETag', 'Log-Position'],
  },
  refusals: ['AccountNotFound', 'ServiceDisabled', 'TooManyConflicts'],
})

export const deskOperations = [
  findProfiles,
  getProfileForOperator,
  getProfilesOfAccount,
  withdrawAccess,
  liftBar,
  unblockProfile,
  liftTwoFactor,
  endSessionsForOperator,
  renewPassword,
] as const
