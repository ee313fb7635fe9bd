import { describe, expect, it } from 'vitest'
import { openSessions } from '../../../application/sign-in/open-sessions.ts'
import { minutes } from '../../../domain/instant.ts'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { stateFile } from '../../infrastructure/operational-state/state-file.ts'
import { accountsSide, login, password } from '../accounts/accounts-side.ts'
import { circumstances } from '../circumstances.ts'

const told = circumstances({ actor: { type: 'sip', id: 'unknown' }, ip: '203.0.113.7' })

const cabinet = async () => {
  const side = accountsSide()
  const { accountId } = await side.provisioned()
  const file = stateFile()
  const wire = (store = file.state.sessions) =>
    openSessions({ ...side, proveSipCredentials: side.prove, store, presentOffer: () => '2026-11' })
  const sessions = wire()
  const enter = async (as = sessions) => rightOf(await as.enterBySip({ login, password }, told)())
  const typesOf = async (sessionId: string) =>
    (await side.stream(`session-${sessionId}`)).map(({ type, data }) => [type, data] as const)
  return { ...side, accountId, file, wire, sessions, enter, typesOf }
}

const change = (accountId: string) => ({ accountId, circumstances: told })

describe('M2: a session that a SIP password opens', () => {
  it('is recorded before its row lets anybody in, and is told apart by a token that is kept nowhere', async () => {
    const { enter, sessions, accountId, typesOf, file, clock } = await cabinet()
    const { token, session } = await enter()
    const now = clock.now()
    expect(session).toMatchObject({
      provenAccountId: accountId,
      accountId: null,
      openedAt: now,
      confirmedAt: now,
    })
    const opened = { entry: 'sip', accountId, profileId: null, secondFactor: null }
    expect(await typesOf(session.sessionId)).toEqual([['SessionOpened', opened]])
    expect(await sessions.find(token)).toEqual(session)
    expect(await sessions.find(`${token}x`)).toBeNull()
    expect(JSON.stringify(await file.state.sessions.list({ provenAccountId: accountId }))).not.toContain(
      token,
    )
  })

  it('O4: is recorded as done by the account, in that session', async () => {
    const { enter, stream, accountId } = await cabinet()
    const { session } = await enter()
    const [event] = await stream(`session-${session.sessionId}`)
    expect(event?.metadata).toMatchObject({
      actor: { type: 'sip', id: accountId },
      sessionId: session.sessionId,
      origin: { subject: `account-${accountId}` },
    })
  })

  it('is a new one at every entry', async () => {
    const { enter } = await cabinet()
    const entered = [await enter(), await enter()]
    expect(new Set(entered.map(({ token }) => token)).size).toBe(2)
    expect(new Set(entered.map(({ session }) => session.sessionId)).size).toBe(2)
  })

  it('is not opened by a wrong password, nor while the log cannot tell it', async () => {
    const { sessions, file, accountId, store } = await cabinet()
    const refused = await sessions.enterBySip({ login, password: 'Wrong1password' }, told)()
    expect(leftOf(refused)).toMatchObject({ code: 'CredentialsWrong' })
    store.follow(({ what, stream }) =>
      what === 'append' && stream.startsWith('session-') ? 'unavailable' : 'goOn',
    )
    expect(leftOf(await sessions.enterBySip({ login, password }, told)())).toMatchObject({
      code: 'StoreUnavailable',
    })
    expect(await file.state.sessions.list({ provenAccountId: accountId })).toEqual([])
  })

  it('ends after 30 minutes without a request, and after 12 hours whatever happens', async () => {
    const { enter, sessions, clock } = await cabinet()
    const idle = await enter()
    clock.advance(minutes(30))
    expect(await sessions.find(idle.token)).toBeNull()
    const busy = await enter()
    for (let quarter = 0; quarter < 47; quarter += 1) {
      clock.advance(minutes(15))
      expect(await sessions.find(busy.token)).not.toBeNull()
    }
    clock.advance(minutes(15))
    expect(await sessions.find(busy.token)).toBeNull()
  })

  it('lives through a restart', async () => {
    const { enter, wire, file } = await cabinet()
    const { token, session } = await enter()
    expect(await wire(file.restart().sessions).find(token)).toEqual(session)
  })
})

describe('M27: a session opened while the password is being changed', () => {
  it('is ended and refused: the old password opens nothing any more', async () => {
    const { sessions, store, changePassword, accountId, file } = await cabinet()
    let changed = false
    store.follow(async ({ what, stream }) => {
      if (what === 'append' && stream.startsWith('session-') && !changed) {
        changed = true
        rightOf(await changePassword(change(accountId), 'Changed2Password')())
        rightOf(await sessions.endOthers({ provenAccountId: accountId }, null, 'passwordChanged', told)())
      }
      return 'goOn' as const
    })
    expect(leftOf(await sessions.enterBySip({ login, password }, told)())).toEqual({
      code: 'CredentialsWrong',
    })
    expect(await file.state.sessions.list({ provenAccountId: accountId })).toEqual([])
    const [opened] = store.steps.filter(({ stream }) => stream.startsWith('session-'))
    store.follow(() => 'goOn')
    const page = { direction: 'forwards', limit: 9 } as const
    const events = rightOf(await store.readStream(opened?.stream ?? 'log', page)())
    expect(events.map(({ type }) => type)).toEqual(['SessionOpened', 'SessionRevoked'])
  })

  it('is not opened while the log cannot say whether it was', async () => {
    const { sessions, store, accountId, file } = await cabinet()
    let opened = false
    store.follow(({ what, stream }) => {
      if (what === 'appended' && stream.startsWith('session-')) opened = true
      return opened && what === 'read' ? 'unavailable' : 'goOn'
    })
    expect(leftOf(await sessions.enterBySip({ login, password }, told)())).toMatchObject({
      code: 'StoreUnavailable',
    })
    expect(await file.state.sessions.list({ provenAccountId: accountId })).toEqual([])
  })
})

describe('the end of a session', () => {
  it('M29: who leaves is out at once, and it is recorded', async () => {
    const { enter, sessions, typesOf } = await cabinet()
    const { token, session } = await enter()
    rightOf(await sessions.leave(session, told)())
    expect(await sessions.find(token)).toBeNull()
    expect((await typesOf(session.sessionId)).map(([type]) => type)).toEqual([
      'SessionOpened',
      'SessionClosed',
    ])
  })

  it('M29: who leaves is out although the log cannot be told', async () => {
    const { enter, sessions, store } = await cabinet()
    const { token, session } = await enter()
    store.follow(() => 'unavailable')
    expect(leftOf(await sessions.leave(session, told)())).toEqual({ code: 'StoreUnavailable', retryAfter: 2 })
    expect(await sessions.find(token)).toBeNull()
  })

  it('M27: a change of password ends all others at once, and each is recorded with its cause', async () => {
    const { enter, sessions, accountId, typesOf } = await cabinet()
    const [mine, other, third] = [await enter(), await enter(), await enter()]
    rightOf(
      await sessions.endOthers(
        { provenAccountId: accountId },
        mine.session.sessionId,
        'passwordChanged',
        told,
      )(),
    )
    expect(await sessions.find(mine.token)).not.toBeNull()
    for (const { token, session } of [other, third]) {
      expect(await sessions.find(token)).toBeNull()
      expect((await typesOf(session.sessionId)).at(-1)).toEqual([
        'SessionRevoked',
        { cause: 'passwordChanged' },
      ])
    }
  })

  it('of one account is no other’s', async () => {
    const { enter, sessions, accountId, provisioned } = await cabinet()
    await provisioned({ number: '+79261112233', password: 'Second2Account' })
    const other = rightOf(
      await sessions.enterBySip({ login: '79261112233', password: 'Second2Account' }, told)(),
    )
    await enter()
    rightOf(await sessions.endOthers({ provenAccountId: accountId }, null, 'byOwner', told)())
    expect(await sessions.find(other.token)).not.toBeNull()
  })
})
