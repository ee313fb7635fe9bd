import { describe, expect, it } from 'vitest'
import { parseSmtpUrl } from '../../../infrastructure/mail/smtp-url.ts'
import { leftOf, rightOf } from '../either.ts'

const from = 'no-reply@lk.example'
const read = (text: string) => rightOf(parseSmtpUrl(text))

describe('SMTP_URL', () => {
  it('names host, port, user, password and sender; STARTTLS unless told otherwise', () => {
    expect(read(`smtp://cabinet:Hunter2@mail.example:2525/?from=${from}`)).toEqual({
      ...{ host: 'mail.example', port: 2525, encryption: 'startTls', from },
      credentials: { user: 'cabinet', password: 'Hunter2' },
    })
  })

  it.each([
    [`smtp://mail?from=${from}`, { port: 587, encryption: 'startTls', credentials: null }],
    [`smtps://mail/?from=${from}`, { port: 465, encryption: 'tls' }],
    [`smtps://mail/?tls=true&from=${from}`, { port: 465, encryption: 'tls' }],
    [`smtp://mail/?from=${from}&tls=true`, { encryption: 'startTls' }],
    [`smtp://mail/?from=${from}&tls=false`, { encryption: 'none' }],
    [`smtp://u:p@127.0.0.1/?from=${from}&tls=false`, { credentials: { user: 'u', password: 'p' } }],
    [`smtp://[::1]:25/?from=${from}`, { host: '::1', port: 25 }],
    [
      `smtp://me%40x.ru:P%2F%3A%25%40@mail/?from=${from}`,
      { credentials: { user: 'me@x.ru', password: 'P/:%@' } },
    ],
    ['smtp://mail/?from=lk%2Bpost@Пример.рф', { from: 'lk+post@пример.рф' }],
  ])('reads %s', (text, expected) => expect(read(text)).toMatchObject(expected))

  it.each([
    ['mail.example', /not of the form/],
    ['https://mail.example', /not of the form/],
    [`smtp:///?from=${from}`, /names no host|not of the form/],
    [`smtp://mail:0/?from=${from}`, /port/],
    ['smtp://u:Hunter2@mail', /no address that letters come from/],
    ['smtp://u:Hunter2@mail/?from=nobody', /no address that letters come from/],
    ['smtp://mail/?from=a@b.ru%0d%0aBcc:c@d.ru', /no address that letters come from/],
    [`smtp://Hunter2@mail/?from=${from}`, /credentials/],
    [`smtp://:Hunter2@mail/?from=${from}`, /credentials/],
    [`smtp://u:Hunter2%zz@mail/?from=${from}`, /credentials/],
    [`smtp://u:Hunter2%0d%0a@mail/?from=${from}`, /credentials/],
    [`smtp://mail/path?from=${from}`, /path/],
    [`smtp://mail/?from=${from}&tls=maybe`, /true or false/],
    [`smtp://mail/?from=${from}&colour=red`, /not known/],
    [`smtp://mail/?from=${from}&tls=`, /without a value/],
    [`smtps://mail/?from=${from}&tls=false`, /smtps and for no encryption/],
    [`smtp://u:Hunter2@mail.example/?from=${from}&tls=false`, /password in the clear/],
  ])('security.md: refuses %s and repeats nothing of it', (text, why) => {
    const words = leftOf(parseSmtpUrl(text))
    expect(words).toMatch(why)
    expect(words).not.toMatch(/Hunter2|colour|nobody|maybe/)
  })
})
