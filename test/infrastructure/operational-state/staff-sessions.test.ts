import { describe, expect, it } from 'vitest'
import {
  isLiveStaff,
  type StaffSessionRow,
  staffAbsoluteLimit,
  staffIdleLimit,
} from '../../../application/ports/staff-sessions.ts'
import { hours, minutes, seconds } from '../../../domain/instant.ts'
import { stateFile } from './state-file.ts'

const noon = Date.UTC(2026, 0, 10, 12)

const session = (name: string, more: Partial<StaffSessionRow> = {}): StaffSessionRow => ({
  sessionId: `session-of-${name}`,
  tokenHash: `hash-of-${name}`,
  staffId: name,
  passwordNumber: 1,
  factorShownAt: null,
  setupRef: null,
  openedAt: noon,
  lastSeenAt: noon,
  expiresAt: noon + staffAbsoluteLimit,
  ...more,
})

describe("staff's session rows (security.md, staff: separate sign-in)", () => {
  it('end after 15 idle minutes, and after 8 hours however busy', () => {
    const row = session('ann')
    expect(isLiveStaff(row, noon + minutes(15) - 1)).toBe(true)
    expect(isLiveStaff(row, noon + minutes(15))).toBe(false)
    const busy = session('ann', { lastSeenAt: noon + hours(8) - 1 })
    expect(isLiveStaff(busy, noon + hours(8) - 1)).toBe(true)
    expect(isLiveStaff(busy, noon + hours(8))).toBe(false)
  })

  it('are found by the hash of their token, also after a restart, and are no customer’s', async () => {
    const file = stateFile()
    const row = session('ann', { factorShownAt: noon, setupRef: 't1' })
    await file.state.staffSessions.put(row)
    expect(await file.state.sessions.find(row.tokenHash)).toBeNull()
    expect(await file.state.staffSessions.find('session-of-ann')).toBeNull()
    expect(await file.restart().staffSessions.find(row.tokenHash)).toEqual(row)
  })

  it('get a new token at a change of privilege; the old one opens nothing, and wins no race', async () => {
    const { staffSessions } = stateFile().state
    await staffSessions.put(session('ann'))
    const raced = await Promise.all([
      staffSessions.rotate('hash-of-ann', 'n1', { factorShownAt: noon }),
      staffSessions.rotate('hash-of-ann', 'n2', { factorShownAt: noon }),
    ])
    expect(raced).toEqual([true, false])
    expect(await staffSessions.find('hash-of-ann')).toBeNull()
    expect(await staffSessions.find('n1')).toEqual(session('ann', { tokenHash: 'n1', factorShownAt: noon }))
  })

  it('write the idle time at most once a minute, and stay ended once they are', async () => {
    const { staffSessions } = stateFile().state
    await staffSessions.put(session('ann'))
    await staffSessions.touch('session-of-ann', noon + seconds(59))
    expect((await staffSessions.find('hash-of-ann'))?.lastSeenAt).toBe(noon)
    await staffSessions.touch('session-of-ann', noon + seconds(60))
    expect((await staffSessions.find('hash-of-ann'))?.lastSeenAt).toBe(noon + seconds(60))
    expect(await staffSessions.end('session-of-ann')).toBe(true)
    await staffSessions.touch('session-of-ann', noon + minutes(5))
    expect(await staffSessions.note('session-of-ann', { setupRef: 't1' })).toBe(false)
    expect(await staffSessions.find('hash-of-ann')).toBeNull()
    expect(await staffSessions.end('session-of-ann')).toBe(false)
  })

  it('of one person all end at once, and others stay', async () => {
    const { staffSessions } = stateFile().state
    await staffSessions.put(session('ann'))
    await staffSessions.put(session('ann-again', { staffId: 'ann' }))
    await staffSessions.put(session('ben'))
    expect(await staffSessions.endAll('ann')).toBe(2)
    expect(await staffSessions.find('hash-of-ann-again')).toBeNull()
    expect(await staffSessions.find('hash-of-ben')).not.toBeNull()
  })

  it('are swept exactly when nothing can open them any more', async () => {
    const { staffSessions } = stateFile().state
    await staffSessions.put(session('idle'))
    await staffSessions.put(session('spent', { lastSeenAt: noon + minutes(5), expiresAt: noon + minutes(9) }))
    expect(await staffSessions.sweep(noon + minutes(9) - 1)).toBe(0)
    expect(await staffSessions.sweep(noon + minutes(9))).toBe(1)
    expect(await staffSessions.sweep(noon + staffIdleLimit)).toBe(1)
  })
})
