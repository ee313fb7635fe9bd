import type { TokenHashes } from '../../application/ports/token-hashes.ts'
import { text } from '../sqlite/column.ts'
import type { StateConnection } from './state-connection.ts'

/** Hashes of API tokens in `state.db`. */
export const sqliteTokenHashes = ({ kysely, write, prepare }: StateConnection): TokenHashes => {
  const byHash = prepare(kysely.selectFrom('tokenHashes').select('tokenId').where('tokenHash', '=', ''))

  return {
    put: async (tokenHash, tokenId) => {
      await write(kysely.insertInto('tokenHashes').values({ tokenHash, tokenId }))
    },
    find: async (tokenHash) => {
      const row = byHash.get(tokenHash)
      return row === undefined ? null : text(row['token_id'])
    },
    list: async () => {
      const rows = await kysely.selectFrom('tokenHashes').select('tokenId').orderBy('tokenId').execute()
      return rows.map(({ tokenId }) => tokenId)
    },
    remove: async (tokenId) => {
      await write(kysely.deleteFrom('tokenHashes').where('tokenId', '=', tokenId))
    },
  }
}
