import { z } from 'zod'
import { accountParams, cursor, id, instant, limit } from '../schemas/basics.ts'
import { auditPage, exampleAudit, exampleHistory, historyPage } from '../schemas/history.ts'
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

export const historyOperations = [getHistory, auditEvents] as const
