import { describe, expect, it, vi } from 'vitest'
import { type CabinetUnderTest, cabinetUnderTest } from '../cabinet-under-test.ts'
import { messageTo, tokenIn } from './messages.ts'
import {
  beginRegistration,
  enterBySip,
  ivan,
  letterTo,
  ok,
  olga,
  openAccount,
  registerProfile,
  upToLetter,
} from './people.ts'

const confirmations = '/api/v1/email-confirmations'

interface Told {
  readonly position: string
  readonly type: string
  readonly actor: { readonly type: string; readonly id: string }
  readonly sessionId: string | null
}

/** What the auditor reads of an act, from its first event to the one that it is about, and later. */
const toldOf = async (cabinet: CabinetUnderTest, last: string, act: () => Promise<unknown>) => {
  const auditor = await cabinet.program('audit:read')
  const events = async (query: string): Promise<readonly Told[]> =>
    ok(await auditor.get(`/api/v1/audit/events?limit=200${query}`)).body.items
  const before = new Set((await events('')).map(({ position }) => position))
  await act()
  await vi.waitUntil(
    async () => (await events(`&type=${last}`)).some(({ position }) => !before.has(position)),
    { timeout: 20_000, interval: 20 },
  )
  return (await events('')).filter(({ position }) => !before.has(position))
}

/** Olga is in the cabinet, in a browser of hers. */
const olgasHouse = async () => {
  const cabinet = await cabinetUnderTest()
  const accountId = await openAccount(cabinet)
  const her = await registerProfile(cabinet, olga)
  const { items } = ok(await her.browser.get('/api/v1/profile/sessions')).body
  const sessions: readonly string[] = items.map(({ id }: { readonly id: string }) => id)
  expect(sessions.length).toBeGreaterThan(0)
  const namesHer = ({ actor, sessionId }: Told) =>
    actor.id === her.profileId || (sessionId !== null && sessions.includes(sessionId))
  return { cabinet, accountId, her, namesHer }
}

const begun = async (cabinet: CabinetUnderTest) => {
  const registering = await beginRegistration(await enterBySip(cabinet))
  await upToLetter(cabinet, registering, ivan)
  return { registering, token: await letterTo(cabinet, registering, ivan.email) }
}

const byOf = (told: readonly Told[], wanted: string) =>
  told.filter(({ type }) => type === wanted).map(({ actor, sessionId }) => ({ actor, sessionId }))

const unknown = { actor: { type: 'sip', id: 'unknown' }, sessionId: null }

describe('whom the log names for a letter that was opened (O4, audit.md)', () => {
  it('M9: a registration’s letter in a browser of another Profile names nobody, and leaves her where she is', async () => {
    const { cabinet, accountId, her, namesHer } = await olgasHouse()
    const { registering, token } = await begun(cabinet)
    const told = await toldOf(cabinet, 'AccountLinked', async () => {
      const opened = ok(await her.browser.post(confirmations, { token }))
      expect(opened.body).toEqual({ purpose: 'registration', stage: null })
    })
    expect(told.filter(namesHer)).toEqual([])
    for (const type of ['ChallengePassed', 'ProfileRegistered', 'AccountLinked'])
      expect(byOf(told, type), type).toEqual([unknown])
    expect((await her.browser.get('/api/v1/session')).body).toMatchObject({
      profile: { id: her.profileId },
      account: { id: accountId },
    })
    const again = ok(await registering.browser.post(confirmations, { token }))
    expect(again.body).toEqual({ purpose: 'registration', stage: 'open' })
  })

  it('M9: in another browser that a SIP account has entered it names nobody either', async () => {
    const { cabinet } = await olgasHouse()
    const { token } = await begun(cabinet)
    const other = await beginRegistration(await enterBySip(cabinet))
    const told = await toldOf(cabinet, 'AccountLinked', async () =>
      ok(await other.browser.post(confirmations, { token })),
    )
    expect(byOf(told, 'ProfileRegistered')).toEqual([unknown])
  })

  it('M9, M10: in the registration’s own browser it names the SIP account and the session that began it', async () => {
    const { cabinet, accountId } = await olgasHouse()
    const { registering, token } = await begun(cabinet)
    const told = await toldOf(cabinet, 'AccountLinked', async () =>
      ok(await registering.browser.post(confirmations, { token })),
    )
    const { items } = ok(await registering.browser.get('/api/v1/profile/sessions')).body
    const own = { actor: { type: 'sip', id: accountId }, sessionId: items[0].id }
    for (const type of ['ChallengePassed', 'ProfileRegistered', 'AccountLinked'])
      expect(byOf(told, type), type).toEqual([own])
  })

  it('M8: an e-mail change’s letter names its Profile in a browser of its own, and nobody in another’s', async () => {
    const { cabinet, her, namesHer } = await olgasHouse()
    const his = await registerProfile(cabinet, ivan)
    const changedIn = async (browser: typeof his.browser, address: string) => {
      const email = cabinet.personal(address)
      ok(await his.browser.put('/api/v1/profile/email', { email }))
      const token = cabinet.secret(tokenIn(await messageTo(cabinet, email)))
      return toldOf(cabinet, 'EmailConfirmed', async () => ok(await browser.post(confirmations, { token })))
    }
    const elsewhere = await changedIn(her.browser, 'kovalev@example.net')
    expect(elsewhere.filter(namesHer)).toEqual([])
    expect(byOf(elsewhere, 'EmailConfirmed')).toEqual([unknown])
    const at = await changedIn(his.browser, 'kovalev@example.org')
    expect(byOf(at, 'EmailConfirmed')).toMatchObject([{ actor: { type: 'profile', id: his.profileId } }])
  })
})
