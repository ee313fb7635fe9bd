import type { MailGateway } from '../ports/mail.ts'
import type { SmsGateway } from '../ports/sms.ts'

/** What messages without a secret leave by; those with one leave from inside the vault. */
export interface Messengers {
  readonly sms: SmsGateway
  readonly mail: MailGateway
  /** Where browsers reach the cabinet, without a slash at the end. */
  readonly publicUrl: string
}
