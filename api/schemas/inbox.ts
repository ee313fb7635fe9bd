import { z } from 'zod'
import type { Instant } from '../../domain/instant.ts'
import { exampleInstant, instant } from './basics.ts'

/** A message that development did not send. */
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

export const inboxView = z
  .strictObject({
    items: z.array(
      z.strictObject({
        id: z.string(),
        kind: z.enum(['sms', 'mail']),
        to: z.string().meta({ description: 'E.164, or an e-mail address.' }),
        subject: z.string().nullable().meta({ description: "A letter's; null for an SMS." }),
        text: z.string(),
        at: instant,
      }),
    ),
  })
  .meta({ id: 'Inbox', description: 'SMS and letters that would have been sent, newest first.' })

export type InboxView = z.infer<typeof inboxView>

export const exampleInbox: InboxView = {
  items: [
    {
      id: '3b0e5d4c-5a3e-5a0a-8f43-6b0a8c4c1d11',
      kind: 'sms',
      to: '+79260250730',
      subject: null,
      text: 'МультиФон Бизнес: пароль учётной записи 79260250730 …',
      at: exampleInstant,
    },
  ],
}
