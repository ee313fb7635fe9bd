import * as E from 'fp-ts/lib/Either.js'
import { type ApiToken, apiToken, issue, isUsable, revokeToken } from '../../domain/api-token/api-token.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { Clock } from '../ports/clock.ts'
import type { Fingerprints } from '../ports/fingerprints.ts'
import type { Ids } from '../ports/ids.ts'
import type { TokenHashes } from '../ports/token-hashes.ts'
import type { ApiTokens, TokenListing } from './api-tokens.ts'

interface Parts {
  readonly handler: CommandHandler
  readonly hashes: TokenHashes
  readonly fingerprints: Fingerprints
  readonly ids: Ids
  readonly clock: Clock
}

const listed = (tokenId: string, token: ApiToken, now: number): readonly TokenListing[] => {
  if (token.status === 'absent') return []
  const { label, scopes, expiresAt } = token
  const status = token.status === 'issued' && !isUsable(token, now) ? 'expired' : token.status
  return [{ tokenId, label, scopes, expiresAt, status }]
}

export const issuedTokens = ({ handler, hashes, fingerprints, ids, clock }: Parts): ApiTokens => {
  const hashOf = (token: string) => fingerprints.of('token', token)

  return {
    issue: (wanted, circumstances) => async () => {
      const tokenId = ids.uuid()
      const order = { aggregate: apiToken, id: tokenId, owner: `apiToken-${tokenId}` } as const
      const issued = await handler.execute({ ...order, decide: issue(wanted), circumstances })()
      if (E.isLeft(issued)) return issued
      // The hash comes last: a token that nobody was shown opens nothing.
      const token = `mfb_${ids.token()}`
      await hashes.put(hashOf(token), tokenId)
      return E.right({ tokenId, token, expiresAt: wanted.expiresAt, position: issued.right.position })
    },

    revoke: (tokenId, circumstances) => async () => {
      const order = { aggregate: apiToken, id: tokenId, owner: `apiToken-${tokenId}` } as const
      const revoked = await handler.execute({ ...order, decide: revokeToken, circumstances })()
      return E.isLeft(revoked) ? revoked : E.right(revoked.right.position)
    },

    list: () => async () => {
      const found: TokenListing[] = []
      for (const tokenId of await hashes.list()) {
        const loaded = await handler.load(apiToken, tokenId)()
        if (E.isLeft(loaded)) return loaded
        found.push(...listed(tokenId, loaded.right.state, clock.now()))
      }
      return E.right(found)
    },

    find: (token) => async () => {
      const tokenId = await hashes.find(hashOf(token))
      if (tokenId === null) return E.right(null)
      const loaded = await handler.load(apiToken, tokenId)()
      if (E.isLeft(loaded)) return loaded
      const { state } = loaded.right
      const usable = state.status !== 'absent' && isUsable(state, clock.now())
      return E.right(usable ? { tokenId, scopes: state.scopes } : null)
    },
  }
}
