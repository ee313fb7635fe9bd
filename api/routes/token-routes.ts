import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { TokenListing } from '../../application/api-tokens/api-tokens.ts'
import type { Cabinet } from '../../application/cabinet.ts'
import { days } from '../../domain/instant.ts'
import { issueToken, listTokens, revokeToken } from '../contract/token-operations.ts'
import { timeOf } from '../schemas/basics.ts'
import type { Serve } from '../serve.ts'

const shown = ({ tokenId, label, scopes, expiresAt, status }: TokenListing) => ({
  id: tokenId,
  label,
  scopes: [...scopes],
  expiresAt: timeOf(expiresAt),
  status,
})

/** Machine access: issued, listed and revoked at the CLI's socket only. */
export const tokenRoutes = (serve: Serve, { apiTokens, clock }: Cabinet): void => {
  serve(issueToken, ({ body, circumstances }) =>
    pipe(
      apiTokens.issue(
        { label: body.label, scopes: body.scopes, expiresAt: clock.now() + days(body.days) },
        circumstances(),
      ),
      TE.map(({ tokenId, token, expiresAt, position }) => ({
        body: { id: tokenId, token, scopes: body.scopes, expiresAt: timeOf(expiresAt) },
        headers: { location: `/api/v1/operations/tokens/${tokenId}` },
        position,
      })),
    ),
  )
  serve(listTokens, () =>
    pipe(
      apiTokens.list(),
      TE.map((tokens) => ({ body: { items: tokens.map(shown), nextCursor: null } })),
    ),
  )
  serve(revokeToken, ({ params, circumstances }) =>
    pipe(
      apiTokens.revoke(params.tokenId, circumstances()),
      TE.map((position) => ({ body: undefined, position })),
    ),
  )
}
