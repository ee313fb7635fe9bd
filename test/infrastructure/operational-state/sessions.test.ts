import { describe, expect, it } from 'vitest'
import {
  isLive,
  type SessionRow,
  sessionAbsoluteLimit,
  sessionEnd,
  sessionIdleLimit,
} from '../../../application/ports/sessions.ts'
import { hours, minutes, seconds } from '../../../domain/instant.ts'
import { stateFile } from './state-file.ts'

const noon = Date.UTC(2026, 0, 10, 12)

const session = (name: string, more: Partial<SessionRow> = {}): SessionRow => ({
  sessionId: `session-of-${name}`,
  tokenHash: `hash-of-${name}`,
  entry: 'sip',
  provenAccountId: 'a1',
  profileId: null,
  secondFactor: null,
  accountId: 'a1',
  registrationId: null,
  openedAt: noon,
  lastSeenAt: noon,
  confirmedAt: noon,
  expiresAt: noon + sessionAbsoluteLimit,
  ...more,
})

describe('a session row (security.md, session)', () => {
  it('ends after 30 idle minutes', () => {
    const row = session('ann')
    expect(isLive(row, noon + minutes(30) - 1)).toBe(true)
    expect(isLive(row, noon + minutes(30))).toBe(false)
  })

  it('ends after 12 hours, however busy', () => {
    const row = session('ann', { lastSeenAt: noon + hours(12) - 1 })
    expect(sessionEnd(row)).toBe(noon + hours(12))
    expect(isLive(row, noon + hours(12) - 1)).toBe(true)
    expect(isLive(row, noon + hours(12))).toBe(false)
  })
})

describe('sessions in state.db', () => {
  it('are found by the hash of their token, and by nothing else', async () => {
    const { sessions } = stateFile().state
    await sessions.put(session('ann'))
    expect(await sessions.find('hash-of-ann')).toEqual(session('ann'))
    expect(await sessions.find('session-of-ann')).toBeNull()
    expect(await sessions.find('')).toBeNull()
  })

  it('outlast a restart', async () => {
    const file = stateFile()
    await file.state.sessions.put(session('ann'))
    await file.state.sessions.put(session('ben', { provenAccountId: 'a2' }))
    await file.state.sessions.end('session-of-ben')
    const { sessions } = file.restart()
    expect(await sessions.find('hash-of-ann')).toEqual(session('ann'))
    expect(await sessions.find('hash-of-ben')).toBeNull()
  })

  it('refuse a token or an id that is there already, and keep what was there', async () => {
    const { sessions } = stateFile().state
    await sessions.put(session('ann'))
    await expect(sessions.put(session('ann', { sessionId: 'other' }))).rejects.toThrow('UNIQUE')
    await expect(sessions.put(session('ann', { tokenHash: 'other' }))).rejects.toThrow('UNIQUE')
    expect(await sessions.find('hash-of-ann')).toEqual(session('ann'))
  })

  it('write the idle time at most once a minute', async () => {
    const { sessions } = stateFile().state
    await sessions.put(session('ann'))
    const seenAt = async (at: number) => {
      await sessions.touch('session-of-ann', at)
      return (await sessions.find('hash-of-ann'))?.lastSeenAt
    }
    expect(await seenAt(noon + seconds(60) - 1)).toBe(noon)
    expect(await seenAt(noon + seconds(60))).toBe(noon + seconds(60))
    expect(await seenAt(noon + seconds(119))).toBe(noon + seconds(60))
    expect(await seenAt(noon + seconds(90))).toBe(noon + seconds(60))
  })

  it('stay ended when a request that was under way touches, confirms or rotates them', async () => {
    const { sessions } = stateFile().state
    await sessions.put(session('ann'))
    expect(await sessions.end('session-of-ann')).toBe(true)
    await sessions.touch('session-of-ann', noon + minutes(5))
    await sessions.note('session-of-ann', { confirmedAt: noon + minutes(5) })
    expect(await sessions.rotate('hash-of-ann', 'new', {})).toBe(false)
    expect(await sessions.find('hash-of-ann')).toBeNull()
    expect(await sessions.find('new')).toBeNull()
    expect(await sessions.end('session-of-ann')).toBe(false)
  })

  it('are shut out at once: the find that follows a revocation sees nothing', async () => {
    const { sessions } = stateFile().state
    await sessions.put(session('ann'))
    await sessions.find('hash-of-ann')
    await sessions.end('session-of-ann')
    expect(await sessions.find('hash-of-ann')).toBeNull()
  })

  it('get a new token at a change of privilege; the old one opens nothing, and wins no race', async () => {
    const { sessions } = stateFile().state
    await sessions.put(session('ann'))
    const raced = await Promise.all([
      sessions.rotate('hash-of-ann', 'n1', { profileId: 'p1' }),
      sessions.rotate('hash-of-ann', 'n2', { profileId: 'p2' }),
    ])
    expect(raced).toEqual([true, false])
    expect(await sessions.find('hash-of-ann')).toBeNull()
    expect(await sessions.find('n1')).toEqual(session('ann', { tokenHash: 'n1', profileId: 'p1' }))
  })

  it('note when the password was given again (step-up)', async () => {
    const { sessions } = stateFile().state
    await sessions.put(session('ann'))
    await sessions.note('session-of-ann', { confirmedAt: noon + seconds(7) })
    expect(await sessions.find('hash-of-ann')).toEqual(session('ann', { confirmedAt: noon + seconds(7) }))
  })

  it('are listed by account, newest first', async () => {
    const { sessions } = stateFile().state
    await sessions.put(session('old'))
    await sessions.put(session('new', { openedAt: noon + 1 }))
    await sessions.put(session('foreign', { provenAccountId: 'a2' }))
    expect((await sessions.list({ provenAccountId: 'a1' })).map(({ sessionId }) => sessionId)).toEqual([
      'session-of-new',
      'session-of-old',
    ])
    expect(await sessions.list({ provenAccountId: 'nobody' })).toEqual([])
  })

  it('of an account end all but one, told by id (M18, change of password)', async () => {
    const { sessions } = stateFile().state
    for (const name of ['one', 'two', 'three']) await sessions.put(session(name))
    await sessions.put(session('foreign', { provenAccountId: 'a2' }))
    const ended = await sessions.endAll({ provenAccountId: 'a1' }, 'session-of-two')
    expect([...ended].sort()).toEqual(['session-of-one', 'session-of-three'])
    expect(await sessions.find('hash-of-one')).toBeNull()
    expect(await sessions.find('hash-of-two')).not.toBeNull()
    expect(await sessions.find('hash-of-foreign')).not.toBeNull()
    expect(await sessions.endAll({ provenAccountId: 'a1' }, null)).toEqual(['session-of-two'])
    expect(await sessions.list({ provenAccountId: 'a1' })).toEqual([])
  })

  it('are swept exactly when nothing can open them any more', async () => {
    const { sessions } = stateFile().state
    await sessions.put(session('idle'))
    await sessions.put(session('busy', { lastSeenAt: noon + minutes(20) }))
    await sessions.put(session('spent', { lastSeenAt: noon + minutes(20), expiresAt: noon + minutes(25) }))
    expect(await sessions.sweep(noon + minutes(25) - 1)).toBe(0)
    expect(await sessions.sweep(noon + minutes(25))).toBe(1)
    expect(await sessions.sweep(noon + sessionIdleLimit)).toBe(1)
    expect((await sessions.list({ provenAccountId: 'a1' })).map(({ sessionId }) => sessionId)).toEqual([
      'session-of-busy',
    ])
  })
})
