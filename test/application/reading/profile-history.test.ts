import { describe, expect, it } from 'vitest'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { appendTo, storedAs } from '../projections/running-views.ts'
import { wholePage } from './account-history.ts'
import { withProfiles } from './profile-life.ts'
import { auditor } from './readable-cabinet.ts'

const inWords = (items: readonly unknown[]) =>
  JSON.stringify(items, (_, it) => (typeof it === 'bigint' ? `${it}` : it))

describe('the history of a Profile (M13, M18, O4)', () => {
  it('O4: an auditor who asks for a Profile finds its registration, codes, sessions, claims and own changes', async () => {
    const { cabinet, since } = await withProfiles()
    const { items } = rightOf(await cabinet.history.audit({ profileId: 'p1' }, wholePage, auditor(), since)())
    expect(items.map(({ type, accountId }) => `${type} ${accountId ?? '-'}`).toReversed()).toEqual([
      'RegistrationStarted a1',
      'ChallengeIssued -',
      'ChallengeFailed -',
      'ChallengePassed -',
      'RegistrationPhoneConfirmed a1',
      'ClaimReserved -',
      'ProfileRegistered -',
      'AccountLinked a1',
      'ProfileProven a1',
      'AccountLinked a2',
      'AccountChosen a2',
      'PhoneChanged -',
      'AccountUnlinked a2',
      'AccountBarred a2',
      'SessionRevoked a2',
    ])
    expect(items.find(({ type }) => type === 'PhoneChanged')?.changes).toEqual([
      { field: 'phone', before: '+79031112233', after: '+79031112244' },
    ])
  })

  it('M13, M18: an account’s subscriber sees who was linked and withdrawn, by whom, and nothing of the person', async () => {
    const { cabinet, since } = await withProfiles()
    const { items } = rightOf(await cabinet.history.ofAccount('a2', wholePage, since)())
    expect(items.map(({ type, profileId, actor }) => [type, profileId, actor.type])).toEqual([
      ['SessionRevoked', 'p1', 'manager'],
      ['AccountBarred', 'p1', 'manager'],
      ['AccountUnlinked', 'p1', 'manager'],
      ['AccountChosen', 'p1', 'profile'],
      ['AccountLinked', 'p1', 'profile'],
      ['SipAccountProvisioned', null, 'manager'],
    ])
    expect(inWords(items)).not.toMatch(/Анна|\+7903|192\.0\.2|Safari|203\.0\.113|example\.org/)
  })

  it('M18: the subscriber sees why staff did what concerns the account, on a Profile too, until that is erased (M19)', async () => {
    const { cabinet, since } = await withProfiles()
    const { items } = rightOf(await cabinet.history.ofAccount('a2', wholePage, since)())
    const reasons = items.map(({ type, reason }) => [type, reason])
    expect(reasons).toContainEqual(['SipAccountProvisioned', 'unpaid since May'])
    expect(reasons).toContainEqual(['AccountUnlinked', 'Ёлкина has left us'])
    expect(reasons).toContainEqual(['AccountBarred', 'Ёлкина has left us'])
    expect(reasons).toContainEqual(['AccountLinked', null])
  })

  it('its owner sees all that concerns it, from where only of what was done as this Profile, and why', async () => {
    const { cabinet, since } = await withProfiles()
    const { items } = rightOf(await cabinet.history.ofProfile('p1', wholePage, since)())
    expect(items.map(({ type }) => type)).toEqual([
      'SessionRevoked',
      'AccountBarred',
      'AccountUnlinked',
      'PhoneChanged',
      'AccountChosen',
      'AccountLinked',
      'ProfileProven',
      'AccountLinked',
      'ProfileRegistered',
      'RegistrationPhoneConfirmed',
      'ChallengePassed',
      'ChallengeFailed',
      'ChallengeIssued',
      'RegistrationStarted',
    ])
    expect(items[1]).toMatchObject({ reason: 'Ёлкина has left us', ip: null, userAgent: null })
    expect(items[3]).toMatchObject({ ip: '192.0.2.44', userAgent: 'Safari' })
    expect(items.at(-1)).toMatchObject({ ip: null })
    expect(inWords(items)).not.toMatch(/first-secret|203\.0\.113|desk/)
  })

  it('pages through it, whatever staff alone see in between, and never shows another Profile’s', async () => {
    const { cabinet, since } = await withProfiles()
    const seen: string[] = []
    let cursor: string | undefined
    for (;;) {
      const page = rightOf(await cabinet.history.ofProfile('p1', { limit: 3, cursor }, since)())
      expect(page.items.length).toBeLessThanOrEqual(3)
      seen.push(...page.items.map(({ type, profileId }) => `${type} ${profileId}`))
      if (page.nextCursor === null) break
      cursor = page.nextCursor
    }
    expect(seen).toHaveLength(14)
    expect(new Set(seen.map((it) => it.split(' ')[1]))).toEqual(new Set(['p1']))
    expect(leftOf(await cabinet.history.ofProfile('p1', { limit: 3, cursor: 'x' }, since)())).toEqual({
      code: 'CursorMalformed',
    })
    expect(rightOf(await cabinet.history.ofProfile('nobody', wholePage, since)())).toEqual({
      items: [],
      nextCursor: null,
    })
  })

  it('M19: shows what was the person’s as erased, in the account’s history the reason alone', async () => {
    const { cabinet, since } = await withProfiles()
    const before = rightOf(await cabinet.history.ofAccount('a2', wholePage, since)())
    rightOf(await cabinet.history.ofProfile('p1', wholePage, since)())
    await cabinet.side.sealing.destroyKey('profile-p1')
    const { items } = rightOf(await cabinet.history.ofProfile('p1', wholePage, since)())
    expect(items[3]).toMatchObject({
      ip: { erased: true },
      changes: [{ field: 'phone', before: { erased: true }, after: { erased: true } }],
    })
    expect(inWords(items)).not.toMatch(/Ёлкина|Анна|\+7903|192\.0\.2|example\.org/)
    const after = rightOf(await cabinet.history.ofAccount('a2', wholePage, since)())
    const withoutWhy = ({ items }: typeof after) => items.map(({ reason: _, ...rest }) => rest)
    expect(withoutWhy(after)).toEqual(withoutWhy(before))
    const whyOf = (type: string) => after.items.find((item) => item.type === type)?.reason
    expect(whyOf('AccountBarred')).toEqual({ erased: true })
    expect(whyOf('SipAccountProvisioned')).toBe('unpaid since May')
    const all = rightOf(await cabinet.history.audit({}, wholePage, auditor(), since)())
    // The colleague's Profile has the same name and phone in this test, under a key of its own.
    expect(inWords(all.items.filter(({ profileId }) => profileId !== 'p2'))).not.toMatch(/Ёлкина|\+7903111/)
    expect(inWords(all.items.filter(({ profileId }) => profileId === 'p2'))).toMatch(/Ёлкина/)
  })

  it('is refused while one of its streams is parked', async () => {
    const { cabinet } = await withProfiles()
    const since = await appendTo(cabinet.log, 'session-s1', storedAs('SessionRevoked', { cause: 'boredom' }))
    expect(leftOf(await cabinet.history.ofProfile('p1', wholePage, since)())).toEqual({ code: 'ViewParked' })
    expect(rightOf(await cabinet.history.ofProfile('p2', wholePage, since)()).items).toHaveLength(2)
  })
})
