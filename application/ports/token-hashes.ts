/**
 * Which API token a shown one is. Only hashes are kept; scopes, expiry and revocation are the log's, which is asked
 * each time.
 */
export interface TokenHashes {
  /** Keeps a token's hash, durably. Rejects when the hash or the id is there already. */
  readonly put: (tokenHash: string, tokenId: string) => Promise<void>
  /** Id of the token's stream; `null` for a hash that nobody was given. Asked on every request of a program. */
  readonly find: (tokenHash: string) => Promise<string | null>
  /** Ids of all tokens whose hash is kept, for the operator's listing. */
  readonly list: () => Promise<readonly string[]>
  /** Forgets a token's hash; the next `find` does not know it. One that is not there is nothing to do. */
  readonly remove: (tokenId: string) => Promise<void>
}
