import * as E from 'fp-ts/lib/Either.js'
import type { Clock } from '../../application/ports/clock.ts'
import type { Configuration } from '../../infrastructure/configuration/configuration.ts'
import { type Finding, finding } from './finding.ts'

/** Whether the mail server answers, is encrypted and lets us in. Nothing is sent. */
export const examineMailServer = async ({ smtp, mode }: Configuration, clock: Clock): Promise<Finding> => {
  const tell = finding({ ru: 'почта', en: 'mail' })
  if (smtp === undefined && mode === 'development')
    return tell('ok', {
      ru: 'письма видны на /dev/inbox, никому не отправляются',
      en: 'letters are shown at /dev/inbox and sent to nobody',
    })
  if (smtp === undefined)
    return tell(
      'warn',
      {
        ru: 'почтовый сервер не задан: письма регистрации и восстановления не уходят',
        en: 'there is no mail server: the letters of registration and recovery do not leave',
      },
      { ru: 'Задайте SMTP_URL (docs/operations.md, Mail).', en: 'Set SMTP_URL (docs/operations.md, Mail).' },
    )
  const { openSmtpGateway } = await import('../../infrastructure/mail/smtp-gateway.ts')
  const gateway = openSmtpGateway(smtp, clock)
  const answered = await gateway.verify()
  await gateway.close()
  if (E.isRight(answered)) return tell('ok', { ru: 'сервер отвечает', en: 'the mail server answers' })
  const { reason } = answered.left
  return tell(
    'bad',
    { ru: `почтовый сервер не принимает нас: ${reason}`, en: `the mail server does not take us: ${reason}` },
    {
      ru: 'Проверьте узел, порт, пароль и сертификат сервера (свой центр сертификации — NODE_EXTRA_CA_CERTS) в SMTP_URL.',
      en: "Check host, port and password in SMTP_URL, and the server's certificate (an authority of your own: NODE_EXTRA_CA_CERTS).",
    },
  )
}
