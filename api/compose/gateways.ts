import * as E from 'fp-ts/lib/Either.js'
import type { MailGateway } from '../../application/ports/mail.ts'
import type { SmsGateway } from '../../application/ports/sms.ts'
import type { DevelopmentInbox } from '../../infrastructure/sms/development-inbox.ts'

/** By what messages leave the process. */
export interface Gateways {
  readonly sms: SmsGateway
  readonly mail: MailGateway
}

/** Takes nothing, for the time being: whatever is to be sent is tried again, then expires or waits for staff. */
const noGateway = (of: string) => ({
  send: async () => E.left({ kind: 'temporary', reason: `no ${of} gateway is configured` } as const),
})

/** Development's inbox takes everything. Production has no SMS gateway yet: its configuration has no variable for one. */
export const gatewaysOf = (inbox: DevelopmentInbox | null): Gateways => ({
  sms: inbox?.smsGateway ?? noGateway('SMS'),
  mail: inbox?.mailGateway ?? noGateway('mail'),
})
