import { hkdfSync, timingSafeEqual } from 'node:crypto'
import * as E from 'fp-ts/lib/Either.js'
import type { MailFailure, MailGateway } from '../../application/ports/mail.ts'
import type { CodeToSend, OneTimeCodes } from '../../application/ports/one-time-codes.ts'
import type { SmsFailure, SmsGateway } from '../../application/ports/sms.ts'
import { letterWithLink, linkWith, smsWithCode } from './code-words.ts'
import { linkToken, readLinkToken } from './link-token.ts'
import { oneTimePassword } from './one-time-password.ts'
import { keyBytes } from './sealed-box.ts'
import { withoutSecret } from './without-secret.ts'

export interface DerivedCodesNeeds {
  /** A key of the vault that never changes: what was sent stays right over restarts and rotations. */
  readonly root: Uint8Array
  readonly sms: SmsGateway
  readonly mail: MailGateway
  /** Where links lead. */
  readonly publicUrl: URL
}

/** RFC 5869: unrelated keys for unrelated uses. */
const derivedKey = (root: Uint8Array, use: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', root, '', use, keyBytes))

const codeShape = /^[0-9]{6}$/

interface Failure {
  readonly kind: 'temporary' | 'permanent'
  readonly reason: string
}

/** Hands a message over. A gateway that breaks, or quotes the secret, gives nothing of it away. */
const handOver = async (
  send: () => Promise<E.Either<Failure, void>>,
  secret: string,
): Promise<E.Either<Failure, void>> => {
  try {
    return E.mapLeft((failure: Failure) => withoutSecret(failure, secret))(await send())
  } catch {
    return E.left({ kind: 'temporary', reason: 'the gateway broke' })
  }
}

/** Codes (HOTP) under a key of each challenge, and link tokens: derived whenever they are needed, kept nowhere. */
export const derivedCodes = ({ root, sms, mail, publicUrl }: DerivedCodesNeeds): OneTimeCodes => {
  const linkKey = derivedKey(root, 'link tokens')
  const codeKey = (challengeId: string): Uint8Array => derivedKey(root, `one-time codes of ${challengeId}`)

  return {
    issueOf: (challengeId, code, issues) => {
      if (!codeShape.test(code)) return null
      const key = codeKey(challengeId)
      const given = Buffer.from(code)
      // All are compared, so that the time tells no issue.
      const fitting = Array.from({ length: issues }, (_, at) => issues - at).filter((issue) =>
        timingSafeEqual(Buffer.from(oneTimePassword(key, issue)), given),
      )
      return fitting[0] ?? null
    },

    readToken: (token) => readLinkToken(linkKey, token),

    sendCode: ({
      messageId,
      challengeId,
      issue,
      purpose,
      to,
    }: CodeToSend): Promise<E.Either<SmsFailure, void>> => {
      const code = oneTimePassword(codeKey(challengeId), issue)
      return handOver(() => sms.send({ id: messageId, to, text: smsWithCode(purpose, code) }), code)
    },

    sendLink: ({
      messageId,
      challengeId,
      issue,
      purpose,
      to,
    }: CodeToSend): Promise<E.Either<MailFailure, void>> => {
      const token = linkToken(linkKey, { challengeId, issue })
      const letter = letterWithLink(purpose, linkWith(publicUrl, purpose, token))
      return handOver(() => mail.send({ id: messageId, to, ...letter }), token)
    },
  }
}
