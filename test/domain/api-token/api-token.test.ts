import { describe, expect, it } from 'vitest'
import {
  type ApiTokenEvent,
  apiToken,
  issue,
  isUsable,
  revokeToken,
} from '../../../domain/api-token/api-token.ts'
import { histories, noon } from '../given-when-then.ts'

const given = histories(apiToken)

const wanted = { scopes: ['audit:read'], expiresAt: noon, label: 'nightly export' } as const
const issued: ApiTokenEvent = {
  type: 'ApiTokenIssued',
  data: { scopes: ['audit:read'], expiresAt: noon, label: 'nightly export' },
}
const revoked: ApiTokenEvent = { type: 'ApiTokenRevoked', data: {} }

describe('an API token (security.md, machine access)', () => {
  it('is issued once, with its scopes and its end', () => {
    given([]).when(issue(wanted)).then([issued])
    given([issued]).when(issue(wanted)).thenNothing()
    given([issued, revoked]).when(issue(wanted)).thenNothing()
  })

  it('is usable until it expires', () => {
    const { state } = given([issued])
    expect(isUsable(state, noon - 1)).toBe(true)
    expect(isUsable(state, noon)).toBe(false)
  })

  it('is not usable before it is issued, nor once revoked', () => {
    expect(isUsable(given([]).state, noon - 1)).toBe(false)
    expect(isUsable(given([issued, revoked]).state, noon - 1)).toBe(false)
  })

  it('is revoked once; an unknown one is not found', () => {
    given([issued]).when(revokeToken).then([revoked])
    given([issued, revoked]).when(revokeToken).thenNothing()
    given([]).when(revokeToken).refused('TokenNotFound')
  })

  it('reads any history: revoked before it was issued, it never was', () => {
    expect(given([revoked]).state).toEqual({ status: 'absent' })
  })
})
