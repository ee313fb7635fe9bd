/** The only source of randomness. */
export interface Ids {
  /** A random uuid (version 4). */
  readonly uuid: () => string
  /** The same uuid (version 5) for the same words, for ever: what must not be doubled is named so. */
  readonly named: (...words: readonly string[]) => string
  /** 256 random bits, base64url. */
  readonly token: () => string
  /** A SIP password that keeps M27's rule. */
  readonly sipPassword: () => string
}
