import type { Either } from 'fp-ts/lib/Either.js'

export interface Letter {
  /** The same letter sent again carries the same id (and Message-ID). */
  readonly id: string
  readonly to: string
  readonly subject: string
  /** Plain text. */
  readonly text: string
}

/** `temporary`: try again later. `permanent`: this address or letter is refused. */
export interface MailFailure {
  readonly kind: 'temporary' | 'permanent'
  /** The server's own word, without text or address. */
  readonly reason: string
}

export interface MailGateway {
  /** Hands a letter over. Never throws for a failure of the gateway. */
  readonly send: (letter: Letter) => Promise<Either<MailFailure, void>>
}
