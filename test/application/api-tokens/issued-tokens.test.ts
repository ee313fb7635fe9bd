import { describe, expect, it } from 'vitest'
import { issuedTokens } from '../../../application/api-tokens/issued-tokens.ts'
import { days } from '../../../domain/instant.ts'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { stateFile } from '../../infrastructure/operational-state/state-file.ts'
import { circumstances } from '../circumstances.ts'
import { writeSide } from '../write-side.ts'

const told = circumstances({ actor: { type: 'system', id: 'cli' }, channel: 'cli' })

const desk = () => {
  const side = writeSide()
  const { state } = stateFile()
  const tokens = issuedTokens({ ...side, hashes: state.tokenHashes })
  const expiresAt = side.clock.now() + days(30)
  const issue = async () =>
    rightOf(await tokens.issue({ label: 'nightly export', scopes: ['audit:read'], expiresAt }, told)())
  return { ...side, hashes: state.tokenHashes, tokens, issue, expiresAt }
}

describe('an API token (security.md, machine access)', () => {
  it('is shown once and kept only as a hash', async () => {
    const { issue, tokens, hashes, stream } = desk()
    const { token, tokenId } = await issue()
    expect(rightOf(await tokens.find(token)())).toEqual({ tokenId, scopes: ['audit:read'] })
    expect(await hashes.find(token)).toBeNull()
    const events = await stream(`apiToken-${tokenId}`)
    const text = JSON.stringify(events.map(({ data, metadata }) => ({ data, metadata })))
    for (const secret of [token, 'nightly export']) expect(text).not.toContain(secret)
  })

  it('opens nothing once it has expired', async () => {
    const { issue, tokens, clock } = desk()
    const { token } = await issue()
    clock.advance(days(30) - 1)
    expect(rightOf(await tokens.find(token)())).not.toBeNull()
    clock.advance(1)
    expect(rightOf(await tokens.find(token)())).toBeNull()
  })

  it('opens nothing from the moment it is revoked; revoked again nothing changes', async () => {
    const { issue, tokens, stream } = desk()
    const { token, tokenId } = await issue()
    rightOf(await tokens.revoke(tokenId, told)())
    expect(rightOf(await tokens.find(token)())).toBeNull()
    rightOf(await tokens.revoke(tokenId, told)())
    expect(await stream(`apiToken-${tokenId}`)).toHaveLength(2)
  })

  it('that nobody was given opens nothing, and cannot be revoked', async () => {
    const { tokens } = desk()
    expect(rightOf(await tokens.find('mfb_guessed')())).toBeNull()
    expect(leftOf(await tokens.revoke('nobody', told)())).toEqual({ code: 'TokenNotFound' })
  })

  it('that could not be recorded is never shown', async () => {
    const { tokens, hashes, store, expiresAt } = desk()
    store.follow(({ what }) => (what === 'append' ? 'unavailable' : 'goOn'))
    const refused = await tokens.issue({ label: 'x', scopes: [], expiresAt }, told)()
    expect(leftOf(refused)).toEqual({ code: 'StoreUnavailable', retryAfter: 2 })
    expect(await hashes.list()).toEqual([])
  })

  it('is listed with what it may, until when and whether still', async () => {
    const { issue, tokens, clock } = desk()
    const [first, second] = [await issue(), await issue()]
    rightOf(await tokens.revoke(first.tokenId, told)())
    const statuses = async () => {
      const listed = rightOf(await tokens.list()())
      return Object.fromEntries(listed.map(({ tokenId, status }) => [tokenId, status]))
    }
    expect(await statuses()).toEqual({ [first.tokenId]: 'revoked', [second.tokenId]: 'issued' })
    clock.advance(days(31))
    expect(await statuses()).toEqual({ [first.tokenId]: 'revoked', [second.tokenId]: 'expired' })
    expect(rightOf(await tokens.list()())[0]).toMatchObject({
      label: 'nightly export',
      scopes: ['audit:read'],
    })
  })
})
