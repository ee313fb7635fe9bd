import type { Either } from 'fp-ts/lib/Either.js'

export interface Sms {
  /** The same message sent again carries the same id; a gateway that knows it sends nothing twice. */
  readonly id: string
  /** E.164. */
  readonly to: string
  readonly text: string
}

/** `temporary`: try again later. `permanent`: this number or text is refused. */
export interface SmsFailure {
  readonly kind: 'temporary' | 'permanent'
  /** The gateway's own word, without text or number. */
  readonly reason: string
}

export interface SmsGateway {
  /** Hands a message over. Never throws for a failure of the gateway. */
  readonly send: (sms: Sms) => Promise<Either<SmsFailure, void>>
}
