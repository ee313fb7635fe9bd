import { describe, expect, it } from 'vitest'
import { days } from '../../../domain/instant.ts'
import { unlinkAccount, withdrawAccount } from '../../../domain/profile/accounts.ts'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { login, password } from '../accounts/accounts-side.ts'
import { fromBrowser, phone, profilePassword } from './profile-doubles.ts'
import { house } from './profiles-side.ts'

describe('M14: a Profile given in a session that a SIP account opened', () => {
  const bySip = async (side: Awaited<ReturnType<typeof house>>) =>
    rightOf(await side.sessions.enterBySip({ login, password }, fromBrowser)())
  const credentials = { login: phone, password: profilePassword }

  it('links the account and opens it, under a new token; the old one opens nothing', async () => {
    const side = await house()
    await side.registered({ profileId: 'p1' })
    const sip = await bySip(side)
    const { token, session } = rightOf(await side.signIn.enter(credentials, sip.session, fromBrowser)())
    expect(session).toMatchObject({
      sessionId: sip.session.sessionId,
      profileId: 'p1',
      accountId: side.accountId,
    })
    expect(await side.sessions.find(sip.token)).toBeNull()
    expect(await side.sessions.find(token)).toEqual(session)
    expect(await side.types('profile-p1')).toContain('AccountLinked')
  })

  it('M18: of a Profile that is barred from the account is proven there, and may choose another', async () => {
    const side = await house()
    const other = await side.provisioned({ number: '+79261112233', password: 'Second2Account' })
    await side.registered({ profileId: 'p1', accounts: [side.accountId, other.accountId] })
    await side.decide('p1', withdrawAccount(side.accountId))
    const sip = await bySip(side)
    const refused = leftOf(await side.signIn.enter(credentials, sip.session, fromBrowser)())
    expect(refused).toMatchObject({
      code: 'AccountBarred',
      entered: { session: { profileId: 'p1', accountId: null } },
    })
    const entered = refused.entered
    if (entered === undefined) throw new Error('the session did not go on')
    expect(await side.sessions.find(entered.token)).toEqual(entered.session)
    const again = await side.sessions.chooseAccount(entered.session, side.accountId, fromBrowser)()
    expect(leftOf(again)).toMatchObject({ code: 'AccountBarred' })
    const chosen = rightOf(await side.sessions.chooseAccount(entered.session, other.accountId, fromBrowser)())
    expect(chosen.session.accountId).toBe(other.accountId)
  })

  it('goes on after a crash behind its event: the same password again finishes it', async () => {
    const side = await house()
    await side.registered({ profileId: 'p1' })
    const sip = await bySip(side)
    side.store.follow(({ what, stream }) =>
      what === 'append' && stream.startsWith('profile-') ? 'unavailable' : 'goOn',
    )
    const broken = leftOf(await side.signIn.enter(credentials, sip.session, fromBrowser)())
    expect(broken).toMatchObject({ code: 'StoreUnavailable', entered: { session: { accountId: null } } })
    side.store.follow(() => 'goOn')
    const session = broken.entered?.session ?? sip.session
    const done = rightOf(await side.signIn.enter(credentials, session, fromBrowser)())
    expect(done.session.accountId).toBe(side.accountId)
  })
})

describe('M15, M16: the account worked in', () => {
  const two = async () => {
    const side = await house()
    const { accountId: other } = await side.provisioned({
      number: '+79261112233',
      password: 'Second2Account',
    })
    await side.registered({ profileId: 'p1', accounts: [side.accountId, other] })
    return { ...side, other, entered: rightOf(await side.entering()) }
  }

  it('is chosen among several; each choice gives a new token', async () => {
    const { sessions, entered, accountId, other } = await two()
    expect(entered.session.accountId).toBeNull()
    const first = rightOf(await sessions.chooseAccount(entered.session, accountId, fromBrowser)())
    const second = rightOf(await sessions.chooseAccount(first.session, other, fromBrowser)())
    expect([first.session.accountId, second.session.accountId]).toEqual([accountId, other])
    for (const { token } of [entered, first]) expect(await sessions.find(token)).toBeNull()
    expect(await sessions.find(second.token)).toEqual(second.session)
  })

  it('is none that is not linked', async () => {
    const { sessions, entered } = await two()
    expect(leftOf(await sessions.chooseAccount(entered.session, 'stranger', fromBrowser)())).toEqual({
      code: 'AccountNotFound',
    })
  })

  it('is chosen only once the present offer is accepted (M5)', async () => {
    const side = await house()
    await side.registered({ profileId: 'p1', accounts: [side.accountId], offer: 'older' })
    const { session } = rightOf(await side.entering())
    expect(session.accountId).toBeNull()
    const choose = () => side.sessions.chooseAccount(session, side.accountId, fromBrowser)()
    expect(leftOf(await choose())).toEqual({ code: 'OfferDue' })
    await side.record('p1', { type: 'OfferAccepted', data: { version: '2026-11', acceptedAt: 1 } })
    expect(rightOf(await choose()).session.accountId).toBe(side.accountId)
  })

  it('M18: opens no session when its link is withdrawn while the session is being opened', async () => {
    const { sessions, entered, accountId, store, decide, file } = await two()
    let withdrawn = false
    store.follow(async ({ what, stream }) => {
      if (what === 'appended' && stream.startsWith('session-') && !withdrawn) {
        withdrawn = true
        await decide('p1', unlinkAccount(accountId))
      }
      return 'goOn' as const
    })
    const refused = await sessions.chooseAccount(entered.session, accountId, fromBrowser)()
    expect(leftOf(refused)).toEqual({ code: 'AccountNotFound' })
    expect(await file.state.sessions.list({ profileId: 'p1' })).toEqual([])
  })

  it('outlasts a restart with its account and stage', async () => {
    const { sessions, entered, accountId, wire, file } = await two()
    const { token, session } = rightOf(
      await sessions.chooseAccount(entered.session, accountId, fromBrowser)(),
    )
    expect(await wire(file.restart().sessions).sessions.find(token)).toEqual(session)
  })

  it('security.md, session: is listed and ended by its owner, nobody else', async () => {
    const { sessions, entered, clock } = await two()
    expect(await sessions.list('p1')).toMatchObject([
      { sessionId: entered.session.sessionId, entry: 'profile' },
    ])
    expect(leftOf(await sessions.revoke('p2', entered.session.sessionId, fromBrowser)())).toEqual({
      code: 'SessionNotFound',
    })
    rightOf(await sessions.revoke('p1', entered.session.sessionId, fromBrowser)())
    expect(await sessions.find(entered.token)).toBeNull()
    clock.advance(days(1))
    expect(await sessions.list('p1')).toEqual([])
  })
})
