import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { examineLog } from './examine-log.ts'

const line = (more: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ time: 1_795_426_200_000, level: 30, msg: 'a line', ...more })

const sound = [
  line({ job: '6f1c7a52-0a43-4c7e-9d0b-792607730799', ms: 12.5 }),
  line({ msg: 'answered', correlationId: 'c-1', path: '/x/7926•••••30', status: 404 }),
  line({ msg: 'Server listening at http://127.0.0.1:40331' }),
  line({
    err: { type: 'Error', message: 'x', stack: 'at file:///srv/infrastructure/operational-state/a.ts:1' },
  }),
]

describe('the examination of logs that every journey ends with (security.md, logs)', () => {
  it('finds nothing in sound lines', () => {
    expect(examineLog(sound, ['Secret2027Secret'])).toEqual([])
  })

  it('takes no part of a time or an id for a code of six digits, and finds one wherever else it stands', () => {
    const time = 1_795_473_112_104
    const id = '6f1c7a52-0a43-4c7e-9d0b-a473112b0799'
    expect(examineLog([line({ time, correlationId: id })], ['473112'])).toEqual([])
    for (const text of ['473112', 'code=473112', 'x473112y', '/c/473112?'])
      expect(examineLog([line({ text })], ['473112'])).not.toEqual([])
  })

  it.each([
    ['text', 'oops'],
    ['no time', JSON.stringify({ level: 30, msg: 'x' })],
    ['no message', JSON.stringify({ time: 1, level: 30 })],
    ['a request without correlation id', line({ msg: 'answered', status: 200 })],
    ['a number', line({ to: '+79260250730' })],
    ['a number without its plus', line({ path: '/x/79260250730' })],
    ['a number as people say it', line({ path: '/x/89260250730' })],
    ['a foreign number', line({ to: '+49301234567890' })],
    ['an e-mail address', line({ to: 'ivan.petrov@example.ru' })],
    ['an IPv4 address', line({ remoteAddress: '203.0.113.7' })],
    ['an IPv6 address', line({ remoteAddress: '::ffff:203.0.113.7' })],
    ['a query string', line({ url: '/sm/client/routing?login=1' })],
    ['a token', line({ token: 'mAw3R5iBqvN8zK1cXxT0yLQ4uGd7HjPfE6sWoVb2_Ia' })],
    ['a token in a path', line({ path: '/x/mAw3R5iBqvN8zK1cXxT0yLQ4uGd7HjPfE6sWoVb2_Ia/y' })],
    ['an authorization', line({ headers: { authorization: 'Bearer x' } })],
    ['a cookie', line({ headers: { cookie: 'a=b' } })],
    ['a hash', line({ found: createHash('sha256').update('x').digest('hex') })],
    ['a known value', line({ why: 'it was Secret2027Secret' })],
    ['a known value encoded', line({ why: encodeURIComponent('Пароль2027') })],
    ['a known value in base64', line({ why: Buffer.from('Secret2027Secret').toString('base64') })],
    ['a known value hashed', line({ why: createHash('md5').update('Secret2027Secret').digest('hex') })],
  ])('finds %s', (_, text) => {
    expect(examineLog([...sound, text], ['Secret2027Secret', 'Пароль2027'])).not.toEqual([])
  })
})
