import { z } from 'zod'
import { accountParams, cursor, id, instant, limit } from '../schemas/basics.ts'
import { auditPage, exampleAudit, exampleHistory, historyPage } from '../schemas/history.ts'
import {
  accountState,
  exampleAccountState,
  exampleProfileState,
  profileState,
} from '../schemas/past-state.ts'
import { bare, operation } from './operation.ts'

export const getHistory = operation({
  ...bare,
  id: 'getHistory',
  tag: 'account',
  method: 'GET',
  path: '/api/v1/accounts/:accountId/history',
  summary: 'Every change of the account',
  description:
    "The subscriber's own view, the operator's changes included, newest first, stable while the log grows. From where others came is not shown.",
  access: { who: 'session' },
  params: accountParams,
  query: z.strictObject({ limit, cursor }),
  success: {
    status: 200,
    description: 'A page of the history.',
    schema: historyPage,
    example: exampleHistory,
    hot: true,
  },
  refusals: [
    'StageDue',
    'AccountNotFound',
    'AccountNotChosen',
    'CursorMalformed',
    'ViewParked',
    'ViewBehind',
  ],
  fields: { CursorMalformed: 'cursor' },
  reads: true,
})

const named = (description: string) => id.optional().meta({ description })

export const auditEvents = operation({
  ...bare,
  id: 'auditEvents',
  tag: 'audit',
  method: 'GET',
  path: '/api/v1/audit/events',
  summary: 'Who changed what, when, from what to what',
  description:
    'Every event of the log, newest first, stable while the log grows. Every filter that is given must hold. The reading itself is recorded before anything is shown, once for all its pages; a cursor is for the filters and the reader that it was given to.',
  access: { who: 'program', scope: 'audit:read' },
  query: z.strictObject({
    account: named('Events that concern this account.'),
    profile: named('Events that concern this Profile.'),
    actor: named('Id of who acted.'),
    type: named('Type of event, for example TrunkLimitSet.'),
    field: named('Events that set this field, for example trunkLimit.'),
    from: instant.optional().meta({ description: 'From this moment on. RFC 3339, UTC.' }),
    to: instant.optional().meta({ description: 'Before this moment. RFC 3339, UTC.' }),
    correlationId: named('Events of one request and what followed from it.'),
    limit,
    cursor,
  }),
  success: {
    status: 200,
    description: 'A page of the history.',
    schema: auditPage,
    example: exampleAudit,
    hot: true,
    headers: ['Log-Position'],
  },
  refusals: ['CursorMalformed', 'ViewBehind'],
  fields: { CursorMalformed: 'cursor' },
  reads: true,
})

const ofPast = {
  ...bare,
  tag: 'audit',
  method: 'GET',
  access: { who: 'program', scope: 'audit:read' },
  query: z.strictObject({
    at: instant.optional().meta({ description: 'As it was at this moment. RFC 3339, UTC.' }),
    revision: z.coerce
      .number()
      .int()
      .min(0)
      .optional()
      .meta({ description: 'As this revision of its stream left it.' }),
  }),
} as const

const ofPastToo =
  'With both `at` and `revision` the earlier of the two counts, with neither it is the present. The reading itself is recorded before anything is shown.'

export const auditAccountState = operation({
  ...ofPast,
  id: 'auditAccountState',
  path: '/api/v1/audit/accounts/:accountId/state',
  summary: 'An account as it was',
  description: `Folded from the account’s own events, and never behind. ${ofPastToo}`,
  params: accountParams,
  success: {
    status: 200,
    description: 'The account as it was.',
    schema: accountState,
    example: exampleAccountState,
    headers: ['Log-Position'],
  },
  refusals: ['AccountNotFound'],
})

export const auditProfileState = operation({
  ...ofPast,
  id: 'auditProfileState',
  path: '/api/v1/audit/profiles/:profileId/state',
  summary: 'A Profile as it was',
  description: `Folded from the Profile’s own events, and never behind; what was somebody’s who is erased since is \`{"erased": true}\`. ${ofPastToo}`,
  params: z.strictObject({ profileId: id.meta({ description: 'Id of the Profile.' }) }),
  success: {
    status: 200,
    description: 'The Profile as it was.',
    schema: profileState,
    example: exampleProfileState,
    headers: ['Log-Position'],
  },
  refusals: ['ProfileNotFound'],
})

export const historyOperations = [getHistory, auditEvents, auditAccountState, auditProfileState] as const
