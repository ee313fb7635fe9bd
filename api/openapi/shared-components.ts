import type { AnswerHeader } from '../contract/operation.ts'

const text = (description: string, example: string) => ({
  description,
  schema: { type: 'string' },
  example,
})

/** Headers of answers. */
export const answerHeaders: Readonly<Record<AnswerHeader | 'X-Correlation-Id' | 'Retry-After', object>> = {
  ETag: text("Revision of the account's stream in quotes. For If-Match only.", '"4"'),
  'Log-Position': text(
    'Where the change stands in the log: an opaque decimal number. Sent with a read, the read waits for it.',
    '1042',
  ),
  Location: text('Where the new thing is.', '/api/v1/operator/accounts/c6a3e0b2-5d0e-4f6b-9c86-3f6c1f5c2b11'),
  'Set-Cookie': text(
    'The session’s cookie: `__Host-session`, Secure, HttpOnly, SameSite=Lax; on plain http on loopback `session`.',
    '__Host-session=…; Path=/; HttpOnly; Secure; SameSite=Lax',
  ),
  'Clear-Site-Data': text(
    'What our pages have stored in the browser is forgotten with the session.',
    '"storage"',
  ),
  'X-Correlation-Id': text(
    'On every answer: the caller’s own when it was well formed, else a new one.',
    '0d6a3a54-0f3e-4a58-9a0c-0b9f5e9d6f52',
  ),
  'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 1 }, example: 2 },
}

const header = (name: string, description: string, pattern: string, example: string) => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: { type: 'string', pattern },
  example,
})

/** Headers of requests. */
export const parameters = {
  CorrelationId: header(
    'X-Correlation-Id',
    'Taken over when well formed; it runs through the log, the events and the answer.',
    '^[A-Za-z0-9._-]{1,64}$',
    '0d6a3a54-0f3e-4a58-9a0c-0b9f5e9d6f52',
  ),
  AcceptLanguage: header(
    'Accept-Language',
    'Language of problems: `ru` (default) or `en`.',
    '^.{1,200}$',
    'ru',
  ),
  IdempotencyKey: header(
    'Idempotency-Key',
    'A key of the client’s own for one request, best a uuid. The same request with it is answered as the first time for 24 h; another body is refused (422), and so is a second try while the first is in flight (409).',
    '^[!-~]{1,255}$',
    '6f1d2c7e-8a54-4a57-9d5b-2f5f0a9f6c11',
  ),
  IfMatch: header(
    'If-Match',
    'The revision that the client has seen, as ETag or the dashboard gave it; the change is refused (412) when the account has changed since. `*` or absent: any.',
    '^(\\*|"[0-9]{1,15}")$',
    '"4"',
  ),
  LogPosition: header(
    'Log-Position',
    'The read waits until it has got this far (then 503). Absent: the reader’s own last change.',
    '^[0-9]{1,20}$',
    '1042',
  ),
} as const

export const securitySchemes = {
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-session',
    description: 'Set by a sign-in. 30 minutes without a request end it, 12 hours in any case.',
  },
  staff: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-staff',
    description:
      'Of managers and auditors, set by their sign-in with a second factor. What each role may do stands at the operation.',
  },
  token: {
    type: 'http',
    scheme: 'bearer',
    description:
      'Of the operator’s programs: shown once when issued, scoped, expiring, revocable. Issue one with `cabinet token issue`.',
  },
} as const
