import { onTestFinished } from 'vitest'
import type { Letter } from '../../../application/ports/mail.ts'
import { seconds } from '../../../domain/instant.ts'
import { openSmtpGateway } from '../../../infrastructure/mail/smtp-gateway.ts'
import type { SmtpSettings } from '../../../infrastructure/mail/smtp-url.ts'
import { movedClock } from '../../application/moved-clock.ts'
import { mailServer } from './mail-server.ts'

export const to = 'anna@example.org'

export const letter = (said: Partial<Letter> = {}): Letter => ({
  ...{ id: 'a3bb189e-8bf9-5888-9912-ace4e6543002', to, subject: 'Подтвердите почту' },
  text: 'Здравствуйте!\n\nhttps://cabinet.example/confirm-email#token=abc\n',
  ...said,
})

/** Our gateway to a mail server; its clock is moved by the test. */
export const gatewayTo = (settings: SmtpSettings) => {
  const clock = movedClock()
  const gateway = openSmtpGateway(settings, clock)
  onTestFinished(async () => {
    const closed = gateway.close()
    clock.advance(seconds(60))
    await closed
  })
  return { gateway, clock, send: (said: Partial<Letter> = {}) => gateway.send(letter(said)) }
}

/** A mail server, and our gateway to it. */
export const served = async (wanted: Parameters<typeof mailServer>[0] = {}) => {
  const server = await mailServer(wanted)
  return { server, ...gatewayTo(server.settings) }
}
