import { describe, expect, it } from 'vitest'
import {
  type SessionRow,
  type SessionStore,
  sessionAbsoluteLimit,
} from '../../../application/ports/sessions.ts'
import { minutes } from '../../../domain/instant.ts'
import { rememberedSessions } from '../../../infrastructure/operational-state/remembered-sessions.ts'
import { stateFile } from './state-file.ts'

const noon = Date.UTC(2026, 0, 10, 12)

const row: SessionRow = {
  sessionId: 's1',
  tokenHash: 'h1',
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
}

/** Sessions remembered over a file, with every read and touch of the file counted. */
const counted = async () => {
  const { sessions } = stateFile().state
  const asked: string[] = []
  const store: SessionStore = {
    ...sessions,
    find: (tokenHash) => {
      asked.push('find')
      return sessions.find(tokenHash)
    },
    touch: (sessionId, at) => {
      asked.push('touch')
      return sessions.touch(sessionId, at)
    },
  }
  await sessions.put(row)
  return { asked, store, remembered: rememberedSessions(store) }
}

describe('sessions that are remembered (security.md, session)', () => {
  it('are read once, and noted once a minute', async () => {
    const { asked, remembered } = await counted()
    for (const second of [0, 10, 20]) {
      expect(await remembered.find('h1')).toEqual(row)
      await remembered.touch('s1', noon + second * 1000)
    }
    expect(asked).toEqual(['find'])
    await Promise.all([remembered.touch('s1', noon + minutes(1)), remembered.touch('s1', noon + minutes(1))])
    expect(asked).toEqual(['find', 'touch'])
    expect(await remembered.find('h1')).toEqual({ ...row, lastSeenAt: noon + minutes(1) })
  })

  it('that ended while they were being read are not remembered as open', async () => {
    const { store, remembered } = await counted()
    let answer: () => void = () => {}
    const slow = rememberedSessions({
      ...store,
      find: async (tokenHash) => {
        const found = await store.find(tokenHash)
        await new Promise<void>((resolve) => {
          answer = resolve
        })
        return found
      },
    })
    expect(await remembered.find('h1')).toEqual(row)
    const reading = slow.find('h1')
    await slow.end('s1')
    answer()
    expect(await reading).toEqual(row)
    const again = slow.find('h1')
    await Promise.resolve()
    await new Promise<void>((resolve) => setImmediate(resolve))
    answer()
    expect(await again).toBeNull()
  })
})
