import type { Either } from 'fp-ts/lib/Either.js'
import type { ChallengePurpose } from '../../domain/challenge/events.ts'
import type { MailFailure } from './mail.ts'
import type { SmsFailure } from './sms.ts'

/** One issue of a challenge, and where its code or link goes. */
export interface CodeToSend {
  /** The gateway's key against doubles. */
  readonly messageId: string
  readonly challengeId: string
  /** From 1. */
  readonly issue: number
  readonly purpose: ChallengePurpose
  /** E.164, or an e-mail address. */
  readonly to: string
}

/** What a letter's link leads to. */
export interface LinkRead {
  readonly challengeId: string
  readonly issue: number
}

/**
 * One-time codes (HOTP, RFC 4226: 6 digits) and link tokens (256 bits), derived from a key of the vault, the challenge's
 * id and the number of the issue. They are stored nowhere, and no operation reads one out: they leave by a gateway.
 */
export interface OneTimeCodes {
  /** Which issue, from 1 to `issues`, has this code, the newest first; `null` for none. In constant time. */
  readonly issueOf: (challengeId: string, code: string, issues: number) => number | null
  /** What a link's token stands for; `null` when no key of ours made it. */
  readonly readToken: (token: string) => LinkRead | null
  /** Renders the SMS with the code and hands it over, inside the vault. */
  readonly sendCode: (order: CodeToSend) => Promise<Either<SmsFailure, void>>
  /** Renders the letter with the link and hands it over, inside the vault. */
  readonly sendLink: (order: CodeToSend) => Promise<Either<MailFailure, void>>
}
