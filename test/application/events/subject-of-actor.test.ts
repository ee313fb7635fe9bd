import { describe, expect, it } from 'vitest'
import { subjectOfActor } from '../../../application/events/event-codec.ts'
import type { Actor } from '../../../application/events/metadata.ts'

describe('whose key seals where somebody came from (events.md, personal data)', () => {
  const now = Date.UTC(2026, 0, 31, 23, 59, 59, 999)

  it.each<[Actor, string]>([
    [{ type: 'sip', id: 'a1' }, 'account-a1'],
    [{ type: 'profile', id: 'p1' }, 'profile-p1'],
    [{ type: 'token', id: 't1' }, 'apiToken-t1'],
    [{ type: 'manager', id: 'm1' }, 'staff-m1'],
    [{ type: 'auditor', id: 'm2' }, 'staff-m2'],
    [{ type: 'system', id: 'reactions' }, 'month-2026-01'],
    [{ type: 'sip', id: 'unknown' }, 'month-2026-01'],
    [{ type: 'profile', id: 'unknown' }, 'month-2026-01'],
  ])('%o: %s', (actor, subject) => {
    expect(subjectOfActor(actor, now)).toBe(subject)
  })

  it('changes with the month, by UTC', () => {
    expect(subjectOfActor({ type: 'sip', id: 'unknown' }, now + 1)).toBe('month-2026-02')
  })
})
