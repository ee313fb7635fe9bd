import type { Either } from 'fp-ts/lib/Either.js'
import type { OtherService } from '../../domain/profile/events.ts'

/** What somebody says is theirs, and what shows it: that service's own login or number, and its password. */
export interface ClaimedAccount {
  readonly service: OtherService
  readonly account: string
  readonly password: string
}

/** `notConnected`: the operator has named nobody who could tell; `silent`: whoever could does not answer now. */
export type NoProof = 'notConnected' | 'silent'

/**
 * Tells whether an account of another service is in the hands of whoever asks (M12). Its password is looked at and kept
 * nowhere. A later sign-in at these services with the Profile (ADR 15) is a seam beside it.
 */
export interface ServiceOwnership {
  /** Services whose accounts a Profile can hold, in the order in which they are shown. */
  readonly services: readonly OtherService[]
  /** Whether the service has anybody who could tell. */
  readonly isConnected: (service: OtherService) => boolean
  readonly prove: (claimed: ClaimedAccount) => Promise<Either<NoProof, boolean>>
}
