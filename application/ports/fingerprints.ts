/** What a fingerprint is for; the same value under two purposes has unrelated fingerprints. */
export type Purpose =
  | 'claim'
  | 'cursor'
  | 'signInFailures'
  | 'idempotencyKey'
  | 'requestBody'
  | 'wrongPassword'
  | 'token'
  /** Names a flow by what it is about, so that nothing need be stored between its steps. */
  | 'flow'
  | 'messages'

export interface Fingerprints {
  /** HMAC-SHA-256 under a key of the vault that never rotates, base64url. */
  readonly of: (purpose: Purpose, ...values: readonly string[]) => string
}
