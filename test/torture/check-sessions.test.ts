import { describe, expect, it } from 'vitest'
import { expectedSession } from './check-sessions.ts'
import { logBook } from './log-book.ts'
import type { LoggedEvent } from './log-copy.ts'
import type { KnownEntry } from './wish.ts'

const event = (
  position: number,
  stream: string,
  revision: number,
  type: string,
  data: LoggedEvent['data'] = {},
  metadata: Partial<LoggedEvent['metadata']> = {},
): LoggedEvent => ({
  ...{ position, stream, revision, id: `e${position}`, type, data, remaining: 0 },
  metadata: {
    correlationId: `c${position}`,
    occurredAt: new Date(Date.UTC(2026, 10, 23) + position * 1000).toISOString(),
    actor: { type: 'profile', id: 'p' },
    channel: 'web',
    ...metadata,
  },
})

const registered = event(1, 'profile-p', 0, 'ProfileRegistered')
const opened = event(2, 'session-s', 0, 'SessionOpened', {
  ...{ entry: 'profile', profileId: 'p', accountId: null, secondFactor: null },
})
const chosen = event(3, 'session-s', 1, 'AccountChosen', { accountId: 'a' })

const entry: KnownEntry = {
  ...{ cookie: 'session=x', accountId: 'a', correlationId: 'c2' },
  ...{ secondFactor: 'none', left: false },
}

const expected = (events: readonly LoggedEvent[], known: Partial<KnownEntry> = {}) => {
  const book = logBook()
  book.add([registered, opened, chosen, ...events])
  return expectedSession({ ...entry, ...known }, book)
}

describe('the torture expects of a Profile’s session', () => {
  it('that it goes on while nothing has ended it', () => {
    expect(expected([])).toBe('open')
  })

  it('M13: that it ends with the link to the account that it works in, and with no other', () => {
    expect(expected([event(4, 'profile-p', 1, 'AccountUnlinked', { accountId: 'a' })])).toBe('ended')
    expect(expected([event(4, 'profile-p', 1, 'AccountUnlinked', { accountId: 'b' })])).toBe('open')
  })

  it('M14: that it goes on where it chose the account that was linked again', () => {
    const again = [
      event(4, 'profile-p', 1, 'AccountUnlinked', { accountId: 'a' }),
      event(5, 'profile-p', 2, 'AccountLinked', { accountId: 'a' }),
      event(6, 'session-s', 2, 'AccountChosen', { accountId: 'a' }),
    ]
    expect(expected(again)).toBe('open')
  })

  it.each(['ProfilePasswordChanged', 'PasswordRecovered', 'ProfileErased'])(
    'M6, M17, M19: that %s ends it',
    (type) => {
      expect(expected([event(4, 'profile-p', 1, type)])).toBe('ended')
    },
  )

  it('M6: that it goes on where it changed the password itself', () => {
    const own = event(4, 'profile-p', 1, 'ProfilePasswordChanged', {}, { sessionId: 's' })
    expect(expected([own])).toBe('open')
  })

  it('nothing, where the clock had a change after it and the log before it', () => {
    const book = logBook()
    const changed = event(
      2,
      'profile-p',
      1,
      'ProfilePasswordChanged',
      {},
      { occurredAt: '2026-11-24T00:00:00.000Z' },
    )
    book.add([registered, changed, { ...opened, id: 'later', position: 3 }])
    expect(expectedSession(entry, book)).toBe('either')
  })

  it('M7: that a code that was acknowledged is recorded once', () => {
    const passed = event(4, 'session-s', 2, 'SecondFactorPassed')
    expect(expected([passed], { secondFactor: 'passed' })).toBe('open')
    expect(() => expected([], { secondFactor: 'passed' })).toThrow(/not recorded once/)
    expect(() => expected([passed])).toThrow(/not recorded once/)
  })
})
