import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { onTestFinished, vi } from 'vitest'
import type { SmtpSettings } from '../../../infrastructure/mail/smtp-url.ts'
import { type FaultyNetwork, openFaultyNetwork } from '../../eventstore-server/faulty-network.ts'
import { type Certificate, certificates } from './certificate.ts'

/** A letter as it came over the wire. */
export interface Received {
  readonly from: string
  readonly to: readonly string[]
  readonly encrypted: boolean
  readonly user: string | null
  /** Which connection it came on. */
  readonly connection: string
  readonly raw: string
}

/** Where the server stops answering, or goes away. */
export type Point = 'greeting' | 'recipient' | 'data'

export interface Refusal {
  readonly at: 'login' | 'sender' | 'recipient' | 'data'
  readonly code: number
  readonly words: string
}

export interface MailServer {
  readonly settings: SmtpSettings
  readonly received: readonly Received[]
  /** How often somebody has connected, begun a letter, and come to a point where the server falls silent. */
  readonly seen: { connections: number; senders: number; silences: number }
  /** What it refuses from now on; `null`: nothing. */
  readonly refuses: (refusal: Refusal | null) => void
  /** Where it falls silent from now on. */
  readonly hangsAt: (point: Point | null) => void
  /** Answers everybody who still waits. */
  readonly wakeUp: () => void
  /** The way to it, which can be taken away. */
  readonly network: FaultyNetwork
  /** Connections that are open. */
  readonly open: () => number
}

interface Wanted {
  readonly encryption?: SmtpSettings['encryption']
  readonly certificate?: Certificate
  readonly offersStartTls?: boolean
  readonly password?: string
}

type Answer = (error?: Error | null) => void

export const credentials = { user: 'cabinet', password: 'Pa$$ w%rd/7:@' } as const
export const sender = 'no-reply@multifon.example'

const refused = ({ code, words }: Refusal): Error => Object.assign(new Error(words), { responseCode: code })

/** A real mail server on a free port, with a certificate of its own, that does what the test says. */
export const mailServer = async (wanted: Wanted = {}): Promise<MailServer> => {
  const { encryption = 'startTls', offersStartTls = encryption !== 'none' } = wanted
  const received: Received[] = []
  const seen = { connections: 0, senders: 0, silences: 0 }
  const open = new Set<string>()
  let refusal: Refusal | null = null
  let silentAt: Point | null = null
  let waiting: (() => void)[] = []

  const reach = (point: Point | 'sender', answer: Answer): void => {
    if (refusal?.at === point) answer(refused(refusal))
    else if (silentAt === point) {
      seen.silences += 1
      waiting.push(() => answer())
    } else answer()
  }

  const options: SMTPServerOptions = {
    ...(wanted.certificate ?? certificates.right),
    ...{ secure: encryption === 'tls', disableReverseLookup: true, closeTimeout: 0, logger: false },
    ...(offersStartTls ? {} : { disabledCommands: ['STARTTLS'], allowInsecureAuth: true }),
    onConnect: ({ id }, answer) => {
      seen.connections += 1
      open.add(id)
      reach('greeting', answer)
    },
    onClose: ({ id }) => void open.delete(id),
    onAuth: ({ username, password }, _session, answer) => {
      const isRight = username === credentials.user && password === credentials.password
      if (refusal?.at === 'login') answer(refused(refusal))
      else if (isRight) answer(null, { user: username })
      else answer(refused({ at: 'login', code: 535, words: `5.7.8 ${username} gave a wrong password` }))
    },
    onMailFrom: (_address, _session, answer) => {
      seen.senders += 1
      reach('sender', answer)
    },
    onRcptTo: (_address, _session, answer) => reach('recipient', answer),
    onData: (stream, { envelope, secure, user, id }, answer) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => void chunks.push(chunk))
      stream.on('end', () =>
        reach('data', (error) => {
          if (!(error instanceof Error))
            received.push({
              from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
              to: envelope.rcptTo.map(({ address }) => address),
              ...{ encrypted: secure, user: typeof user === 'string' ? user : null, connection: id },
              raw: Buffer.concat(chunks).toString('latin1'),
            })
          answer(error)
        }),
      )
    },
  }

  const server = new SMTPServer(options)
  server.on('error', () => undefined)
  const listening = server.listen(0, '127.0.0.1')
  await new Promise<void>((resolve) => listening.once('listening', resolve))
  const address = listening.address()
  const network = await openFaultyNetwork({
    host: '127.0.0.1',
    port: typeof address === 'object' && address !== null ? address.port : 0,
  })
  onTestFinished(async () => {
    await network.close()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  })

  return {
    settings: {
      host: '127.0.0.1',
      port: network.port,
      encryption,
      credentials: { ...credentials, password: wanted.password ?? credentials.password },
      from: sender,
    },
    received,
    seen,
    refuses: (next) => {
      refusal = next
    },
    hangsAt: (point) => {
      silentAt = point
    },
    wakeUp: () => {
      const woken = waiting
      waiting = []
      for (const wake of woken) wake()
    },
    network,
    open: () => open.size,
  }
}

/** Waits until something holds, whatever the machine's pace. */
export const until = (holds: () => boolean, timeout = 10_000): Promise<unknown> =>
  vi.waitUntil(holds, { timeout, interval: 2 })
