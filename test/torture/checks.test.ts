import { describe, expect, it } from 'vitest'
import { chance } from './chance.ts'
import { checkMessages } from './check-messages.ts'
import { checkSeen } from './check-seen.ts'
import { checkShot } from './check-views.ts'
import { checkWishes } from './check-wishes.ts'
import { ledger } from './ledger.ts'
import { logBook } from './log-book.ts'
import type { LoggedEvent } from './log-copy.ts'
import { checkReadAgain } from './read-log.ts'
import type { Wish } from './wish.ts'

let ids = 0

const logged = (
  position: number,
  stream: string,
  revision: number,
  rest: Partial<LoggedEvent>,
): LoggedEvent => {
  ids += 1
  return {
    ...{ position, stream, revision, id: `event-${ids}`, data: {}, remaining: 0, type: 'TrunkLimitSet' },
    metadata: {
      correlationId: `c${position}`,
      occurredAt: '2026-11-23T06:00:00.000Z',
      actor: { type: 'sip', id: 'a' },
      channel: 'web',
    },
    ...rest,
  }
}

const provisioned = logged(1, 'sipAccount-a', 0, {
  type: 'SipAccountProvisioned',
  data: { routing: 'SIP', trunkLimit: 2, passwordRef: 'r' },
})

const bookOf = (...events: readonly LoggedEvent[]) => {
  const book = logBook()
  book.add(events)
  return book
}

/** A wish for 5 lines, told with a revision, and a ledger that knows it by the correlation ids of its tries. */
const wished = (outcome: Wish['outcome'], revision: number | null, ...tries: readonly string[]) => {
  const known = ledger('t', [])
  known.wishes.push({
    kind: 'trunk limit',
    sender: 'session',
    accountId: null,
    request: { method: 'PUT', path: '/', headers: {} },
    tries: [...tries],
    idempotencyKey: 'k',
    category: 'sipAccount',
    types: ['TrunkLimitSet'],
    subject: 'a',
    isMet: ({ trunkLimit }) => trunkLimit === 5,
    seenBefore: 0,
    outcome,
    answered: '',
    revision,
    ...{ login: null, password: null, callerId: null, personId: null, isMetByProfile: null, settled: false },
  })
  return known
}

const set = (position: number, revision: number, lines = 5) =>
  logged(position, 'sipAccount-a', revision, { data: { lines } })

describe('the torture finds', () => {
  const findings: readonly (readonly [string, Parameters<typeof wished>, readonly LoggedEvent[], RegExp])[] =
    [
      [
        'an acknowledged change that is lost',
        ['acknowledged', 1, 'c2'],
        [],
        /acknowledged, and is not recorded/,
      ],
      [
        'a change that is told at another revision',
        ['acknowledged', 7, 'c2'],
        [set(2, 1)],
        /told revision 7, and is recorded at 1/,
      ],
      [
        'a repeated change that is recorded twice',
        ['acknowledged', 1, 'c2', 'c3'],
        [set(2, 1), set(3, 2)],
        /more than once/,
      ],
      [
        'a refused change that is recorded',
        ['refused', null, 'c2'],
        [set(2, 1)],
        /was refused, and is recorded/,
      ],
      [
        'an unanswered change that is recorded twice',
        ['unknown', null, 'c2', 'c3'],
        [set(2, 1), set(3, 2)],
        /more than once/,
      ],
    ]
  it.each(findings)('%s', (_, wish, events, says) => {
    expect(() => checkWishes(wished(...wish), bookOf(provisioned, ...events))).toThrow(says)
  })

  it.each([
    ['a gap in a stream', [provisioned, set(2, 2)], /a stream has a gap/],
    ['a gap in positions', [provisioned, set(3, 1)], /positions have a gap/],
    ['an append that is torn', [provisioned, { ...set(2, 1), remaining: 1 }], /not whole/],
    ['an account that begins in the middle', [set(1, 0)], /does not begin with its provisioning/],
  ])('%s', (_, events, says) => {
    expect(() => bookOf(...events)).toThrow(says)
  })

  const asked = logged(2, 'sipAccount-a', 1, { type: 'PasswordReminderRequested', id: 'asked' })
  const message = (position: number, revision: number, type: string) =>
    logged(position, 'message-m', revision, {
      type,
      metadata: { ...asked.metadata, causationId: 'asked' },
    })

  it('a reminder without a message, and a message that ended twice', () => {
    expect(() => checkMessages(bookOf(provisioned, asked), true)).toThrow(/none was requested/)
    const twice = [
      message(3, 0, 'MessageRequested'),
      message(4, 1, 'MessageHandedOver'),
      message(5, 2, 'MessageHandedOver'),
    ]
    expect(() => checkMessages(bookOf(provisioned, asked, ...twice), true)).toThrow(/exactly once/)
  })
})

describe('the torture finds that the log’s end is lost', () => {
  const whole = [provisioned, set(2, 1), set(3, 2)]

  it('when a restart has lost events that were read before', () => {
    expect(() => checkReadAgain(whole, whole.slice(0, 2))).toThrow(/is gone from it/)
  })

  it('when others have taken their positions and revisions', () => {
    expect(() => checkReadAgain(whole, [provisioned, set(2, 1), set(3, 2)])).toThrow(/another one/)
    expect(() => checkReadAgain(whole, [...whole, set(4, 3)])).not.toThrow()
  })

  it('when somebody was told a position that it does not reach', () => {
    const known = ledger('t', [])
    known.seen.position = 4
    expect(() => checkSeen(known, bookOf(...whole))).toThrow(/told position 4, and the log ends at 3/)
    known.seen.position = 3
    expect(() => checkSeen(known, bookOf(...whole))).not.toThrow()
  })

  it('when somebody was shown a revision of an account that it does not have', () => {
    const known = ledger('t', [])
    known.sawRevision('a', 3)
    known.sawRevision('a', 1)
    expect(() => checkSeen(known, bookOf(...whole))).toThrow(/revision 3 of an account was shown/)
  })

  it('when the audit ends before what the log held when it was asked', () => {
    const known = ledger('t', [])
    const shown = { dashboards: new Map(), histories: new Map(), entries: [{ position: '2' }] }
    const part = (upTo: number) => ({ after: 1, upTo })
    expect(() => checkShot(shown, known, bookOf(...whole), part(3))).toThrow(/the audit ends at position 2/)
    expect(() => checkShot(shown, known, bookOf(...whole), part(2))).toThrow(/shows another event/)
  })
})

describe('the torture lets pass', () => {
  const passes: readonly (readonly [string, Parameters<typeof wished>, readonly LoggedEvent[]])[] = [
    ['what was acknowledged and is there once', ['acknowledged', 1, 'c2'], [set(2, 1)]],
    ['what was so already', ['acknowledged', 1, 'c9'], [set(2, 1)]],
    ['what got no answer and is not there', ['unknown', null, 'c2'], []],
    ['what got no answer and is there', ['unknown', null, 'c2'], [set(2, 1)]],
  ]
  it.each(passes)('%s', (_, wish, events) => {
    expect(() => checkWishes(wished(...wish), bookOf(provisioned, ...events))).not.toThrow()
  })

  it('the same choices again, from the same seed', () => {
    const of = (seed: string) => Array.from({ length: 8 }, chance(seed).of('writer 3').next)
    expect(of('7')).toEqual(of('7'))
    expect(of('7')).not.toEqual(of('8'))
  })
})
