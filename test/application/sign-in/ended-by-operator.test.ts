import { describe, expect, it } from 'vitest'
import { minutes } from '../../../domain/instant.ts'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { circumstances } from '../circumstances.ts'
import { house } from './profiles-side.ts'

const byManager = circumstances({ actor: { type: 'manager', id: 'm1' }, reason: 'Украден телефон' })

const entered = async () => {
  const side = await house()
  await side.registered({ profileId: 'p1', accounts: [side.accountId] })
  const sessions = [rightOf(await side.entering()), rightOf(await side.entering())]
  const isIn = async () =>
    Promise.all(sessions.map(async ({ token }) => (await side.sessions.find(token)) !== null))
  const lastTold = () =>
    Promise.all(
      sessions.map(async ({ session }) => (await side.stream(`session-${session.sessionId}`)).at(-1)),
    )
  return { ...side, isIn, lastTold, end: side.sessions.endOfProfile('p1', byManager) }
}

describe('O4: all sessions of a Profile, ended by a manager', () => {
  it('are each recorded with who ended them', async () => {
    const { end, isIn, lastTold } = await entered()
    expect(rightOf(await end())).toMatchObject({ count: 2 })
    expect(await isIn()).toEqual([false, false])
    for (const event of await lastTold())
      expect(event).toMatchObject({
        ...{ type: 'SessionRevoked', data: { cause: 'byOperator' } },
        metadata: { actor: { type: 'manager', id: 'm1' } },
      })
  })

  it('end with their record or not at all; asked again, it goes on where the log was away', async () => {
    const { end, isIn, lastTold, store } = await entered()
    let told = 0
    store.follow(({ what, stream }) => {
      if (what === 'append' && stream.startsWith('session-')) told += 1
      return told > 1 ? 'unavailable' : 'goOn'
    })
    expect(leftOf(await end())).toMatchObject({ code: 'StoreUnavailable' })
    store.follow(() => 'goOn')
    const isOut = (await isIn()).map((isStill) => !isStill)
    expect(isOut.toSorted()).toEqual([false, true])
    const isRevoked = (await lastTold()).map((event) => event?.type === 'SessionRevoked')
    expect(isRevoked).toEqual(isOut)
    expect(rightOf(await end())).toMatchObject({ count: 1 })
    expect(await isIn()).toEqual([false, false])
    expect((await lastTold()).map((event) => event?.type)).toEqual(['SessionRevoked', 'SessionRevoked'])
  })

  it('are those that let somebody in; one that ran out by itself is told of no more', async () => {
    const { end, clock, lastTold } = await entered()
    clock.advance(minutes(30))
    expect(rightOf(await end())).toEqual({ count: 0, position: null })
    for (const event of await lastTold()) expect(event?.type).not.toBe('SessionRevoked')
  })
})
