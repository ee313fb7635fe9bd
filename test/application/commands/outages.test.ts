import { describe, expect, it } from 'vitest'
import { record } from '../../../domain/decision.ts'
import { setTrunkLimit, sipAccount } from '../../../domain/sip-account/sip-account.ts'
import { provisioned } from '../../domain/sip-account/history.ts'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { keyed } from '../circumstances.ts'
import { accountStream, onAccount, writeSide } from '../write-side.ts'

const opened = async () => {
  const side = writeSide()
  await side.handler.execute(onAccount(() => record(provisioned({ trunkLimit: 2 }))))()
  return side
}

const away = { code: 'StoreUnavailable', retryAfter: 2 }
const change = onAccount(setTrunkLimit(5), { circumstances: keyed('k1') })

describe('while the store does not answer', () => {
  it('reading is refused, with the seconds to wait', async () => {
    const { handler, store } = await opened()
    store.follow(() => 'unavailable')
    expect(leftOf(await handler.load(sipAccount, 'a1')())).toEqual(away)
  })

  it.each(['read', 'append'] as const)(
    'at a command’s %s, it is refused and nothing is recorded',
    async (step) => {
      const { handler, store, stream, sealing } = await opened()
      // Somebody's key is destroyed: everything has to be read again.
      await sealing.destroyKey('account-a9')
      store.follow(({ what }) => (what === step ? 'unavailable' : 'goOn'))
      expect(leftOf(await handler.execute(change)())).toEqual(away)
      expect(await stream(accountStream)).toHaveLength(1)
      store.follow(() => 'goOn')
      expect(rightOf(await handler.execute(change)())).toMatchObject({ replayed: false, revision: 1 })
    },
  )

  it('an answer that was lost leaves the command recorded; sent again it is found, not repeated', async () => {
    const { handler, store, stream } = await opened()
    store.follow(({ what }) => (what === 'appended' ? 'unavailable' : 'goOn'))
    expect(leftOf(await handler.execute(change)())).toEqual(away)
    store.follow(() => 'goOn')
    expect(rightOf(await handler.execute(change)())).toMatchObject({
      replayed: true,
      revision: 1,
      state: { trunkLimit: 5 },
    })
    expect(await stream(accountStream)).toHaveLength(2)
  })
})

describe('a command that breaks', () => {
  it('is told as broken, and the next one on the stream happens', async () => {
    const { handler } = await opened()
    const broken = handler.execute(
      onAccount(() => {
        throw new Error('a bug')
      }),
    )()
    const next = handler.execute(change)()
    await expect(broken).rejects.toThrow('a bug')
    expect(rightOf(await next)).toMatchObject({ revision: 1 })
  })

  it('by an event that no contract allows records nothing', async () => {
    const { handler, stream } = await opened()
    const broken = onAccount(() => record({ type: 'TrunkLimitSet', data: { lines: Number.NaN } }))
    await expect(handler.execute(broken)()).rejects.toThrow()
    expect(await stream(accountStream)).toHaveLength(1)
  })

  it('by a batch that is larger than a store takes says so without its content', async () => {
    const { handler } = writeSide({
      ...(await opened()).store,
      append: () => async () => ({ _tag: 'Left', left: { kind: 'tooLarge', limitBytes: 1_048_576 } }),
    })
    await expect(handler.execute(change)()).rejects.toThrow(
      'a batch for sipAccount-a1 is larger than 1048576 bytes',
    )
  })
})
