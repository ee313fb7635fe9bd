import * as E from 'fp-ts/lib/Either.js'
import type { Clock } from '../../application/ports/clock.ts'
import type { MailGateway } from '../../application/ports/mail.ts'
import type { SmsGateway } from '../../application/ports/sms.ts'
import type { Instant } from '../../domain/instant.ts'

/** A message that would have been sent. */
export interface InboxItem {
  readonly id: string
  readonly kind: 'sms' | 'mail'
  /** E.164, or an e-mail address. */
  readonly to: string
  /** A letter's; `null` for an SMS. */
  readonly subject: string | null
  readonly text: string
  readonly at: Instant
}

export interface DevelopmentInbox {
  /** Takes every SMS as a gateway would, and sends none. */
  readonly smsGateway: SmsGateway
  /** Takes every letter likewise. */
  readonly mailGateway: MailGateway
  /** Newest first. */
  readonly items: () => readonly InboxItem[]
}

export interface DevelopmentInboxOptions {
  readonly clock: Clock
  /** How many messages are shown; older ones are forgotten. */
  readonly capacity?: number
}

/**
 * Development's stand-in for the SMS gateway and the mail server: in memory only, since messages carry passwords. The
 * same id again is the same message.
 */
export const developmentInbox = ({ clock, capacity = 200 }: DevelopmentInboxOptions): DevelopmentInbox => {
  let items: readonly InboxItem[] = []

  const take = (item: InboxItem): void => {
    if (items.some(({ id }) => id === item.id)) return
    items = [item, ...items].slice(0, capacity)
  }

  return {
    smsGateway: {
      send: async (sms) => {
        take({ ...sms, kind: 'sms', subject: null, at: clock.now() })
        return E.right(undefined)
      },
    },
    mailGateway: {
      send: async (letter) => {
        take({ ...letter, kind: 'mail', at: clock.now() })
        return E.right(undefined)
      },
    },
    items: () => items,
  }
}
