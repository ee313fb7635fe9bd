import { z } from 'zod'
import { tokenScopes } from '../../domain/api-token/api-token.ts'
import { exampleInstant, id, instant, nextCursor, sealedText } from '../schemas/basics.ts'
import { bare, operation } from './operation.ts'

const here = { tag: 'operations', ...bare, access: { who: 'operator' } } as const

const scopes = z
  .array(z.enum(tokenScopes))
  .min(1)
  .max(tokenScopes.length)
  .meta({ description: 'What the program may do.' })

const tokenParams = z.strictObject({ tokenId: id.meta({ description: 'Id of the token.' }) })
const exampleTokenId = '0f3c8f0e-93c8-4b59-8a52-0e8f6f7a4c31'

export const issueToken = operation({
  ...here,
  id: 'issueToken',
  method: 'POST',
  path: '/api/v1/operations/tokens',
  summary: 'Issue a token for a program',
  description: 'The token is shown this once; only its hash is kept. A repeated request issues another one.',
  body: {
    schema: z.strictObject({
      label: z.string().min(1).max(200).meta({ description: 'What it is for, in your own words.' }),
      scopes,
      days: z.int().min(1).max(366).default(90).meta({ description: 'How long it may be used.' }),
    }),
    example: { label: 'billing, nightly', scopes: ['billing:write'], days: 90 },
  },
  success: {
    status: 201,
    description: 'The token.',
    schema: z.strictObject({ id, token: z.string(), scopes, expiresAt: instant }),
    example: {
      id: exampleTokenId,
      token: 'mfb_…',
      scopes: ['billing:write'],
      expiresAt: '2027-02-21T09:30:00.000Z',
    },
    headers: ['Location', 'Log-Position'],
  },
  refusals: [],
  neverReplayed: true,
})

export const listTokens = operation({
  ...here,
  id: 'listTokens',
  method: 'GET',
  path: '/api/v1/operations/tokens',
  summary: 'List the tokens',
  description: 'Every token that was ever issued, without the tokens themselves.',
  success: {
    status: 200,
    description: 'Tokens.',
    schema: z.strictObject({
      items: z.array(
        z.strictObject({
          id,
          label: sealedText(),
          scopes,
          expiresAt: instant,
          status: z.enum(['issued', 'revoked', 'expired']),
        }),
      ),
      nextCursor,
    }),
    example: {
      items: [
        {
          id: exampleTokenId,
          label: 'billing, nightly',
          scopes: ['billing:write'],
          expiresAt: exampleInstant,
          status: 'issued',
        },
      ],
      nextCursor: null,
    },
  },
  refusals: [],
})

export const revokeToken = operation({
  ...here,
  id: 'revokeToken',
  method: 'DELETE',
  path: '/api/v1/operations/tokens/:tokenId',
  summary: 'Revoke a token',
  description: 'The next request with it is refused.',
  params: tokenParams,
  success: {
    status: 204,
    description: 'It is revoked.',
    schema: z.undefined(),
    example: undefined,
    headers: ['Log-Position'],
  },
  refusals: ['TokenNotFound', 'TooManyConflicts'],
})

export const tokenOperations = [issueToken, listTokens, revokeToken] as const
