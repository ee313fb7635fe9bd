import { describe, expect, it } from 'vitest'
import { logBook } from './log-book.ts'
import type { LoggedEvent } from './log-copy.ts'
import { profileState, profileStates } from './profile-states.ts'

const told = (...events: readonly (readonly [string, LoggedEvent['data']?])[]) => {
  const book = logBook()
  book.add(
    events.map(([type, data = {}], index) => ({
      ...{ position: index + 1, stream: 'profile-p', revision: index, id: `e${index}`, type, data },
      ...{ remaining: 0 },
      metadata: {
        ...{ correlationId: `c${index}`, occurredAt: '2026-11-23T06:00:00.000Z', channel: 'web' },
        actor: { type: 'profile', id: 'p' },
      },
    })),
  )
  return book
}

describe('the torture’s own fold of a Profile', () => {
  it('M13: has the accounts in the order in which they were linked last', () => {
    const linked = (accountId: string) => ['AccountLinked', { accountId }] as const
    const book = told(linked('a'), linked('b'), ['AccountUnlinked', { accountId: 'a' }], linked('a'))
    expect(profileStates(book, 'p').map(({ accounts }) => accounts.join())).toEqual(['a', 'a,b', 'b', 'b,a'])
  })

  it('M6, M17: knows its password by the request that gave it', () => {
    const book = told(['ProfileRegistered'], ['ProfilePasswordChanged'], ['PasswordRecovered'])
    expect(profileStates(book, 'p').map(({ passwordFrom }) => passwordFrom)).toEqual([null, 'c1', 'c2'])
  })

  it('M7, M19: has the second factor, and that it is erased', () => {
    const factor = ['TwoFactorEnabled', { method: 'sms' }] as const
    expect(profileState(told(factor), 'p').twoFactor).toBe('sms')
    expect(profileState(told(factor, ['TwoFactorDisabled']), 'p').twoFactor).toBeNull()
    expect(profileState(told(factor), 'p').isErased).toBe(false)
    expect(profileState(told(factor, ['ProfileErased']), 'p').isErased).toBe(true)
  })
})
