import { z } from 'zod'
import type { MailFailure } from '../../application/ports/mail.ts'

/** What the client says of a failure, as far as it may be told: its words quote addresses and the server's text. */
const told = z.object({
  code: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{1,39}$/)
    .optional()
    .catch(undefined),
  command: z.string().optional().catch(undefined),
  response: z.string().optional().catch(undefined),
  responseCode: z.number().int().min(200).max(599).optional().catch(undefined),
})
type Told = z.infer<typeof told>

/** RFC 3463, right behind the reply's code: class, subject, detail. */
const enhanced = /^\d{3}[ -](?<status>[245]\.\d{1,3}\.\d{1,3})(?=\s|$)/

const statusIn = (response: string | undefined): string | null =>
  enhanced.exec(response ?? '')?.groups?.['status'] ?? null

/** Out of step (503), and wanting a login (530 to 538): it is the session that is refused. */
const ofSession = (reply: number): boolean => reply === 503 || (reply >= 530 && reply <= 538)

/** Whether the server refuses this address or this letter for good, rather than us or this moment. */
const isRefused = ({ command, response, responseCode }: Told): boolean => {
  if (responseCode === undefined || responseCode < 500 || ofSession(responseCode)) return false
  // 5.7.x: policy or authorisation, which the operator can mend.
  if (statusIn(response)?.startsWith('5.7.') === true) return false
  return command === 'RCPT TO' || command === 'DATA'
}

const reasonOf = ({ code, response, responseCode }: Told): string => {
  if (responseCode === undefined) return code ?? 'mailServerFailed'
  const status = statusIn(response)
  return status === null ? String(responseCode) : `${responseCode} ${status}`
}

/**
 * What became of a letter that the server did not take. Permanent only where it refused the address or the letter
 * itself (5xx at RCPT or DATA); a wrong password, no encryption and a policy are mended by people, and it is tried again.
 */
export const mailFailureOf = (thrown: unknown): MailFailure => {
  const read = told.safeParse(thrown)
  const facts = read.success ? read.data : {}
  return { kind: isRefused(facts) ? 'permanent' : 'temporary', reason: reasonOf(facts) }
}
