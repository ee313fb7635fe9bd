import { describe, expect, it } from 'vitest'
import { record } from '../../../domain/decision.ts'
import { suspendService } from '../../../domain/sip-account/operator-decisions.ts'
import { setTrunkLimit, sipAccount } from '../../../domain/sip-account/sip-account.ts'
import { provisioned } from '../../domain/sip-account/history.ts'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { keyed } from '../circumstances.ts'
import { accountStream, onAccount, writeSide } from '../write-side.ts'

/** An account with two lines whose stream the handler remembers. */
const opened = async () => {
  const side = writeSide()
  rightOf(await side.handler.execute(onAccount(() => record(provisioned({ trunkLimit: 2 }))))())
  const before = side.store.steps.length
  return { ...side, asked: () => side.store.steps.slice(before).map(({ what }) => what) }
}

describe('a stream that is remembered (architecture.md, the write side)', () => {
  it('is not read again for a change: the append at its revision shows that nothing was missed', async () => {
    const { handler, asked } = await opened()
    rightOf(await handler.execute(onAccount(setTrunkLimit(3)))())
    rightOf(await handler.execute(onAccount(setTrunkLimit(4)))())
    expect(asked()).toEqual(['append', 'appended', 'append', 'appended'])
  })

  it('is read from where it ends when another process has written', async () => {
    const { handler, another, stream } = await opened()
    rightOf(await another().execute(onAccount(setTrunkLimit(9)))())
    expect(rightOf(await handler.load(sipAccount, 'a1')()).state).toMatchObject({ trunkLimit: 9 })
    expect(rightOf(await handler.execute(onAccount(setTrunkLimit(3)))())).toMatchObject({ revision: 2 })
    expect(await stream(accountStream)).toHaveLength(3)
  })

  it('refuses nothing by itself: what another process allowed meanwhile counts', async () => {
    const { handler, another } = await opened()
    rightOf(await handler.execute(onAccount(suspendService))())
    rightOf(await another().execute(onAccount(() => record({ type: 'ServiceResumed', data: {} })))())
    expect(rightOf(await handler.execute(onAccount(setTrunkLimit(3)))())).toMatchObject({ revision: 3 })
  })

  it('says nothing is to be done only after a look at the log', async () => {
    const { handler, another } = await opened()
    rightOf(await another().execute(onAccount(setTrunkLimit(9)))())
    expect(rightOf(await handler.execute(onAccount(setTrunkLimit(2)))()).state).toMatchObject({
      trunkLimit: 2,
    })
  })

  it('refuses a stale If-Match, and accepts the one that the other process has given out', async () => {
    const { handler, another } = await opened()
    rightOf(await another().execute(onAccount(setTrunkLimit(9)))())
    expect(leftOf(await handler.execute(onAccount(setTrunkLimit(3), { ifMatch: 0 }))())).toEqual({
      code: 'RevisionStale',
    })
    expect(rightOf(await handler.execute(onAccount(setTrunkLimit(3), { ifMatch: 1 }))())).toMatchObject({
      revision: 2,
    })
  })

  it('keeps every idempotency key, of this process and of others', async () => {
    const { handler, another, stream } = await opened()
    const first = onAccount(setTrunkLimit(3), { circumstances: keyed('ours') })
    const second = onAccount(setTrunkLimit(4), { circumstances: keyed('theirs') })
    rightOf(await handler.execute(first)())
    rightOf(await another().execute(second)())
    rightOf(await handler.execute(onAccount(setTrunkLimit(5)))())
    expect(rightOf(await handler.execute(first)())).toMatchObject({ replayed: true, revision: 1 })
    expect(rightOf(await handler.execute(second)())).toMatchObject({ replayed: true, revision: 2 })
    expect(await stream(accountStream)).toHaveLength(4)
  })

  it('is not decided on twice when the answer to an append was lost', async () => {
    const { handler, store, stream } = await opened()
    store.follow(({ what }) => (what === 'appended' ? 'unavailable' : 'goOn'))
    expect(leftOf(await handler.execute(onAccount(setTrunkLimit(3)))())).toMatchObject({
      code: 'StoreUnavailable',
    })
    expect(await stream(accountStream)).toHaveLength(2)
  })

  it('is forgotten when a key is destroyed, even while a change is being appended', async () => {
    const { handler, store, sealing } = await opened()
    store.follow(async ({ what }): Promise<'goOn'> => {
      if (what === 'appended') await sealing.destroyKey('account-a1')
      return 'goOn'
    })
    rightOf(await handler.execute(onAccount(setTrunkLimit(3)))())
    expect(rightOf(await handler.load(sipAccount, 'a1')()).state).toMatchObject({ number: { erased: true } })
  })
})
