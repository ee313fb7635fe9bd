import { z } from 'zod'
import { secondFactorMethods } from '../../domain/profile/events.ts'
import {
  accountParams,
  exampleAccountId,
  exampleInstant,
  id,
  instant,
  nextCursor,
  sealedText,
} from '../schemas/basics.ts'
import { accountRef } from '../schemas/session.ts'
import { operation } from './operation.ts'
import { change, changeHeaders, ofChange, ofPage, own, wantsConfirmation } from './own-profile.ts'

const profileSession = z
  .strictObject({
    id,
    isCurrent: z.boolean().meta({ description: 'Whether it is the session that asks.' }),
    entry: z.enum(['sip', 'profile']).meta({ description: 'With what it was opened.' }),
    account: accountRef.nullable().meta({ description: 'The account that it works in.' }),
    secondFactor: z
      .enum(secondFactorMethods)
      .nullable()
      .meta({ description: 'What its sign-in still waits for: somebody knows the password.' }),
    ip: sealedText()
      .nullable()
      .meta({ description: 'From where it was entered; null where that is not known yet.' }),
    userAgent: sealedText().nullable().meta({ description: 'With what browser or program.' }),
    openedAt: instant,
    lastSeenAt: instant.meta({ description: 'Of its last request, exact to a minute. RFC 3339, UTC.' }),
  })
  .meta({ id: 'ProfileSession', description: 'One of the Profile’s open sessions.' })

export type ProfileSessionView = z.infer<typeof profileSession>

export const listProfileSessions = operation({
  ...own,
  id: 'listProfileSessions',
  method: 'GET',
  path: '/api/v1/profile/sessions',
  summary: 'Who is in with this Profile',
  description: 'The Profile’s open sessions, newest first.',
  success: {
    status: 200,
    description: 'All of them.',
    schema: z.strictObject({ items: z.array(profileSession), nextCursor }),
    example: {
      items: [
        {
          id: '0f3c8f0e-93c8-4b59-8a52-0e8f6f7a4c31',
          isCurrent: true,
          entry: 'profile',
          account: { id: exampleAccountId, login: '79260250730' },
          secondFactor: null,
          ip: '203.0.113.7',
          userAgent: 'Mozilla/5.0',
          openedAt: exampleInstant,
          lastSeenAt: exampleInstant,
        },
      ],
      nextCursor: null,
    },
  },
  refusals: ['StageDue'],
  reads: true,
})

const ended = {
  status: 204,
  description: 'The next request of it is refused.',
  schema: z.undefined(),
  example: undefined,
} as const

const ofEnding = ['StageDue', 'ConfirmationRequired', 'TooManyConflicts'] as const

export const endProfileSession = operation({
  ...own,
  id: 'endProfileSession',
  method: 'DELETE',
  path: '/api/v1/profile/sessions/:sessionId',
  summary: 'End one session',
  description: `At once. ${wantsConfirmation} The own one may always be ended.`,
  params: z.strictObject({ sessionId: id.meta({ description: 'One of the Profile’s sessions.' }) }),
  success: ended,
  refusals: [...ofEnding, 'SessionNotFound'],
})

export const endOtherProfileSessions = operation({
  ...own,
  id: 'endOtherProfileSessions',
  method: 'DELETE',
  path: '/api/v1/profile/sessions',
  summary: 'End all other sessions',
  description: `Every session of the Profile but the one that asks, at once. ${wantsConfirmation}`,
  success: { ...ended, description: 'The next request of each is refused.' },
  refusals: ofEnding,
})

export const listProfileAccounts = operation({
  ...own,
  id: 'listProfileAccounts',
  method: 'GET',
  path: '/api/v1/profile/accounts',
  summary: 'Linked SIP accounts',
  description: 'In the order in which they were linked (M13).',
  success: {
    status: 200,
    description: 'All of them.',
    schema: z.strictObject({ items: z.array(accountRef), nextCursor }),
    example: { items: [{ id: exampleAccountId, login: '79260250730' }], nextCursor: null },
  },
  refusals: ofPage,
})

export const unlinkProfileAccount = operation({
  ...change,
  id: 'unlinkProfileAccount',
  method: 'DELETE',
  path: '/api/v1/profile/accounts/:accountId',
  summary: 'Let an account go',
  description:
    'The link is removed; whoever knows the account’s SIP password may link it again (M14). The Profile’s sessions that work in it end, the asking one among them.',
  params: accountParams,
  success: {
    status: 204,
    description: 'It is not linked any more.',
    schema: z.undefined(),
    example: undefined,
    headers: changeHeaders,
  },
  refusals: [...ofChange, 'AccountNotFound'],
})

export const profileAccessOperations = [
  listProfileSessions,
  endProfileSession,
  endOtherProfileSessions,
  listProfileAccounts,
  unlinkProfileAccount,
] as const
