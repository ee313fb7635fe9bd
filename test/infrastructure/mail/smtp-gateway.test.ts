import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { leftOf, rightOf } from '../either.ts'
import { certificates } from './certificate.ts'
import { credentials, type MailServer, sender } from './mail-server.ts'
import { readLetter } from './read-letter.ts'
import { letter, served, to } from './served-gateway.ts'

const lastOf = ({ received }: MailServer) => readLetter(received.at(-1)?.raw ?? '')

describe('a letter', () => {
  it('security.md: goes over STARTTLS, signed in, to the address and nobody else', async () => {
    const { server, send } = await served()
    rightOf(await send())
    expect(server.received).toMatchObject([
      { from: sender, to: [to], encrypted: true, user: credentials.user },
    ])
  })

  it('goes over TLS from the first byte where the address says smtps', async () => {
    const { server, send } = await served({ encryption: 'tls' })
    rightOf(await send())
    expect(server.received).toMatchObject([{ encrypted: true, user: credentials.user }])
  })

  it('goes in the clear only where tls=false says so', async () => {
    const { server, send } = await served({ encryption: 'none' })
    rightOf(await send())
    expect(server.received).toMatchObject([{ encrypted: false, to: [to] }])
  })

  it('M8: says what it is: sender, Message-ID of the message, that a program sent it, subject and text', async () => {
    const { server, send } = await served()
    rightOf(await send())
    const { headers, text } = lastOf(server)
    expect(Object.fromEntries([...headers].filter(([name]) => name !== 'date'))).toEqual({
      from: [`МультиФон Бизнес <${sender}>`],
      to: [to],
      subject: ['Подтвердите почту'],
      'message-id': ['<a3bb189e-8bf9-5888-9912-ace4e6543002@multifon.example>'],
      'auto-submitted': ['auto-generated'],
      'x-auto-response-suppress': ['All'],
      'mime-version': ['1.0'],
      'content-type': ['text/plain; charset=utf-8'],
      'content-transfer-encoding': [expect.stringMatching(/^(base64|quoted-printable)$/)],
    })
    expect(text.replaceAll('\r\n', '\n')).toBe(letter().text)
  })

  it('of any text and subject arrives as it was written, in lines that every mail server takes', async () => {
    const { server, send } = await served()
    const character = fc.constantFrom(
      '.',
      '\n',
      ' ',
      '=',
      'я',
      'Ж',
      'a',
      '-',
      '🙂',
      'From ',
      'абв '.repeat(300),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: character, maxLength: 40 }),
        fc.string({ unit: fc.constantFrom('Ы', 'x', ' ', '=?', '?=', ':', '"', '🙂'), maxLength: 120 }),
        async (text, subject) => {
          rightOf(await send({ text, subject }))
          const raw = server.received.at(-1)?.raw ?? ''
          for (const line of raw.split('\r\n')) expect(line).toMatch(/^[\x20-\x7e\t]{0,998}$/)
          const read = lastOf(server)
          expect(read.text.replaceAll('\r\n', '\n').trimEnd()).toBe(text.trimEnd())
          expect(read.headers.get('subject')?.[0] ?? '').toBe(subject.trim())
        },
      ),
      { numRuns: 60, seed: 20_261_123 },
    )
  })

  it('security.md: no address and no subject begins a header or a command of its own', async () => {
    const { server, send } = await served()
    for (const address of [
      `${to}\r\nRCPT TO:<eve@example.org>`,
      `${to}>\r\nDATA`,
      `${to}, eve@example.org`,
      `Анна <${to}>`,
      '',
    ])
      expect(leftOf(await send({ to: address }))).toEqual({ kind: 'permanent', reason: 'notAnAddress' })
    expect(server.seen.connections).toBe(0)
    rightOf(await send({ subject: 'Пароль\r\nBcc: eve@example.org\r\n\r\nтекст\u0000' }))
    expect(server.received).toMatchObject([{ to: [to] }])
    const { headers } = lastOf(server)
    expect(headers.has('bcc')).toBe(false)
    expect(headers.get('subject')).toEqual(['Пароль Bcc: eve@example.org текст'])
  })

  it('finds a Cyrillic domain under the name that mail servers know it by', async () => {
    const { server, send } = await served()
    rightOf(await send({ to: 'anna@почта.рф' }))
    expect(lastOf(server).headers.get('to')).toEqual(['anna@xn--80a1acny.xn--p1ai'])
  })
})

describe('nothing is said to a mail server', () => {
  it('that offers no STARTTLS', async () => {
    const { server, send } = await served({ offersStartTls: false })
    expect(leftOf(await send())).toMatchObject({ kind: 'temporary' })
    expect(server.seen).toMatchObject({ connections: 1, senders: 0 })
  })

  it.each([
    ['whose certificate nobody vouches for', { certificate: certificates.nobodys }],
    ['whose certificate is of another machine', { certificate: certificates.ofAnotherMachine }],
    ['whose certificate is of the past', { certificate: certificates.ofThePast }],
  ] as const)('%s', async (_, wanted) => {
    for (const encryption of ['startTls', 'tls'] as const) {
      const { server, send } = await served({ ...wanted, encryption })
      const { kind, reason } = leftOf(await send())
      expect(kind).toBe('temporary')
      expect(reason).toMatch(/^E[A-Z]+$/)
      expect(server.seen.senders).toBe(0)
    }
  })
})

describe('what a mail server refuses', () => {
  it.each([
    ['recipient', 550, '5.1.1 no such user', 'permanent', '550 5.1.1'],
    ['recipient', 550, 'no such user', 'permanent', '550'],
    ['recipient', 556, '5.1.10 takes no mail', 'permanent', '556 5.1.10'],
    ['recipient', 450, '4.2.0 greylisted', 'temporary', '450 4.2.0'],
    ['recipient', 452, '4.2.2 mailbox full', 'temporary', '452 4.2.2'],
    ['recipient', 554, '5.7.1 relaying denied', 'temporary', '554 5.7.1'],
    ['recipient', 530, '5.7.0 must authenticate', 'temporary', '530 5.7.0'],
    ['recipient', 503, '5.5.1 out of order', 'temporary', '503 5.5.1'],
    ['data', 554, '5.6.0 malformed', 'permanent', '554 5.6.0'],
    ['data', 552, '5.3.4 too big', 'permanent', '552 5.3.4'],
    ['data', 550, '5.7.26 SPF did not pass', 'temporary', '550 5.7.26'],
    ['data', 451, '4.3.0 try later', 'temporary', '451 4.3.0'],
    ['sender', 550, '5.1.0 unknown sender', 'temporary', '550 5.1.0'],
    ['sender', 421, '4.3.2 shutting down', 'temporary', '421 4.3.2'],
    ['login', 535, '5.7.8 wrong', 'temporary', '535 5.7.8'],
    ['login', 454, '4.7.0 away', 'temporary', '454 4.7.0'],
  ] as const)('at the %s with %i %s is %s: “%s”', async (at, code, words, kind, reason) => {
    const { server, send } = await served()
    server.refuses({ at, code, words })
    expect(leftOf(await send())).toEqual({ kind, reason })
    expect(server.received).toEqual([])
  })

  it('security.md, logs: is told by its code only, whatever the server quotes', async () => {
    const { server, send } = await served()
    server.refuses({
      at: 'recipient',
      code: 550,
      words: `5.1.1 <${to}> is unknown, see https://example.org/${to}`,
    })
    expect(leftOf(await send())).toEqual({ kind: 'permanent', reason: '550 5.1.1' })
    server.refuses({ at: 'recipient', code: 550, words: `5.1.1${to} unknown` })
    expect(leftOf(await send())).toEqual({ kind: 'permanent', reason: '550' })
  })

  it('for the moment goes later, under the same Message-ID', async () => {
    const { server, send } = await served()
    server.refuses({ at: 'recipient', code: 450, words: '4.7.1 greylisted' })
    expect(leftOf(await send()).kind).toBe('temporary')
    server.refuses(null)
    rightOf(await send())
    expect(server.received).toHaveLength(1)
  })

  it('is mended when the password is', async () => {
    const { send } = await served({ password: 'Wrong7' })
    expect(leftOf(await send())).toEqual({ kind: 'temporary', reason: '535 5.7.8' })
  })
})
