import * as E from 'fp-ts/lib/Either.js'
import type { Clock } from '../../application/ports/clock.ts'
import type { MailGateway } from '../../application/ports/mail.ts'
import type { SmsGateway } from '../../application/ports/sms.ts'
import type { SmtpSettings } from '../../infrastructure/mail/smtp-url.ts'
import type { DevelopmentInbox } from '../../infrastructure/sms/development-inbox.ts'

/** By what messages leave the process. */
export interface Gateways {
  readonly sms: SmsGateway
  readonly mail: MailGateway
  /** Ends their connections; messages on their way have a moment to arrive. */
  readonly close: () => Promise<void>
}

/** Takes nothing, for the time being: whatever is to be sent is tried again, then expires or waits for staff. */
const noGateway = (of: string) => ({
  send: async () => E.left({ kind: 'temporary', reason: `no ${of} gateway is configured` } as const),
})

/** Development shows what it sends. */
const withCopy = (inbox: DevelopmentInbox, mail: MailGateway): MailGateway => ({
  send: async (letter) => {
    await inbox.mailGateway.send(letter)
    return mail.send(letter)
  },
})

/** The client is loaded only where a mail server is named. */
const openMail = async (smtp: SmtpSettings, clock: Clock) => {
  const { openSmtpGateway } = await import('../../infrastructure/mail/smtp-gateway.ts')
  return openSmtpGateway(smtp, clock)
}

/**
 * Development's inbox takes everything; letters go to the mail server as well, where one is named. Production has no
 * SMS gateway yet: its configuration has no variable for one.
 */
export const gatewaysOf = async (
  inbox: DevelopmentInbox | null,
  smtp: SmtpSettings | null,
  clock: Clock,
): Promise<Gateways> => {
  const sms = inbox?.smsGateway ?? noGateway('SMS')
  if (smtp === null)
    return { sms, mail: inbox?.mailGateway ?? noGateway('mail'), close: async () => undefined }
  const mail = await openMail(smtp, clock)
  return { sms, mail: inbox === null ? mail : withCopy(inbox, mail), close: mail.close }
}
