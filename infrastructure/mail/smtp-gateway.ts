import * as E from 'fp-ts/lib/Either.js'
import { createTransport } from 'nodemailer'
import type { Clock } from '../../application/ports/clock.ts'
import type { Letter, MailFailure, MailGateway } from '../../application/ports/mail.ts'
import { seconds } from '../../domain/instant.ts'
import { isEmail } from '../../domain/profile/email.ts'
import { mailFailureOf } from './smtp-failure.ts'
import type { SmtpSettings } from './smtp-url.ts'

export interface SmtpGateway extends MailGateway {
  /** Connects and signs in, and sends nothing. */
  readonly verify: () => Promise<E.Either<MailFailure, void>>
  /** Lets letters on their way arrive, for a moment; then ends every connection. */
  readonly close: () => Promise<void>
}

/** Below what reactions wait for an answer (20 s): the answer that they get is then the letter's. */
export const answerLimit = seconds(15)
/** What a stop leaves a letter that is on its way. It goes again with the next start otherwise, as the same one. */
const closingLimit = seconds(3)

/** Silence of the server beneath `answerLimit`, milliseconds: nodemailer's own are minutes. */
const patience = {
  dnsTimeout: seconds(5),
  connectionTimeout: seconds(10),
  greetingTimeout: seconds(10),
  socketTimeout: answerLimit,
} as const

const senderName = 'МультиФон Бизнес'

const encryptionOptions = {
  tls: { secure: true },
  startTls: { secure: false, requireTLS: true },
  none: { secure: false, ignoreTLS: true },
} as const

const transportTo = ({ host, port, encryption, credentials }: SmtpSettings) => {
  const transport = createTransport({
    ...{ pool: true, host, port, ...encryptionOptions[encryption], ...patience },
    ...(credentials === null ? {} : { auth: { user: credentials.user, pass: credentials.password } }),
    maxConnections: 4,
    // One more try for a connection that the server closed while it lay idle; all else is the reactions' to repeat.
    maxRequeues: 1,
    idleTimeout: seconds(60),
    disableFileAccess: true,
    disableUrlAccess: true,
    tls: { minVersion: 'TLSv1.2' },
  })
  // What it tells of connections that break is told to each letter on them as well.
  transport.on('error', () => undefined)
  return transport
}

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1)

/** Nothing of it may begin a header of its own. */
const oneLine = (text: string): string => text.replace(/\p{Cc}+/gu, ' ').trim()

const messageOf = ({ from }: SmtpSettings, { id, to, subject, text }: Letter) => ({
  from: { name: senderName, address: from },
  to: { name: '', address: to },
  envelope: { from, to: [to] },
  subject: oneLine(subject),
  text,
  // The same letter sent again is known by it, to mail servers and to people's mail programs.
  messageId: `<${id}@${domainOf(from)}>`,
  // RFC 3834: nobody's absence answers it.
  headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
})

/** Letters by a mail server, over a few connections that are kept open. Each is handed over at least once. */
export const openSmtpGateway = (settings: SmtpSettings, clock: Clock): SmtpGateway => {
  const transport = transportTo(settings)
  const running = new Set<Promise<unknown>>()
  let isClosed = false

  /** Does something that must have ended before the limit; what has not is broken off. */
  const within = async (
    work: (signal: AbortSignal) => Promise<unknown>,
  ): Promise<E.Either<MailFailure, void>> => {
    if (isClosed) return E.left({ kind: 'temporary', reason: 'closed' })
    const late = new AbortController()
    const done = new AbortController()
    const limit = clock.wait(answerLimit, done.signal).then((): E.Either<MailFailure, void> => {
      late.abort()
      return E.left({ kind: 'temporary', reason: 'ETIMEDOUT' })
    })
    const answer = work(late.signal).then(
      () => E.right(undefined),
      (thrown: unknown) => E.left(mailFailureOf(thrown)),
    )
    running.add(answer)
    try {
      return await Promise.race([answer, limit])
    } finally {
      running.delete(answer)
      done.abort()
    }
  }

  return {
    send: async (letter) =>
      isEmail(letter.to)
        ? within((signal) => transport.sendMail({ ...messageOf(settings, letter), signal }))
        : E.left({ kind: 'permanent', reason: 'notAnAddress' }),

    verify: () => within(() => transport.verify()),

    close: async () => {
      isClosed = true
      const done = new AbortController()
      await Promise.race([Promise.all(running), clock.wait(closingLimit, done.signal)])
      done.abort()
      transport.close({ force: true })
    },
  }
}
