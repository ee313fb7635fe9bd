import { describe, expect, it } from 'vitest'
import { record } from '../../../domain/decision.ts'
import { setTrunkLimit } from '../../../domain/sip-account/sip-account.ts'
import { provisioned, routingChanged, trunkLimitSet } from '../../domain/sip-account/history.ts'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { keyed } from '../circumstances.ts'
import { accountStream, logs, onAccount, writeSide } from '../write-side.ts'

const never = () => {
  throw new Error('nothing is to be decided')
}

describe.each(logs)('a request that comes again under its Idempotency-Key, on a log %s', (_, openLog) => {
  const opened = async () => {
    const side = writeSide(openLog())
    await side.handler.execute(onAccount(() => record(provisioned({ trunkLimit: 2 }))))()
    const first = rightOf(
      await side.handler.execute(onAccount(setTrunkLimit(5), { circumstances: keyed('k1') }))(),
    )
    return { ...side, first }
  }

  it('is answered as the first time, and nothing is decided or recorded', async () => {
    const { handler, stream, first } = await opened()
    const again = rightOf(await handler.execute(onAccount(never, { circumstances: keyed('k1') }))())
    expect(again).toEqual({ ...first, recorded: [], replayed: true })
    expect(await stream(accountStream)).toHaveLength(2)
  })

  it('is answered with the state of that time, whatever has happened since', async () => {
    const { handler, first } = await opened()
    await handler.execute(onAccount(setTrunkLimit(9)))()
    await handler.execute(onAccount(setTrunkLimit(2), { circumstances: keyed('k2') }))()
    const again = rightOf(await handler.execute(onAccount(never, { circumstances: keyed('k1') }))())
    expect(again).toEqual({ ...first, recorded: [], replayed: true })
    expect(again).toMatchObject({ state: { trunkLimit: 5 }, revision: 1 })
  })

  it('is answered by another process too: the log itself remembers', async () => {
    const { another, first } = await opened()
    const again = rightOf(await another().execute(onAccount(never, { circumstances: keyed('k1') }))())
    expect(again).toEqual({ ...first, recorded: [], replayed: true })
  })

  it('with another body is refused', async () => {
    const { handler, stream } = await opened()
    const other = onAccount(setTrunkLimit(9), { circumstances: keyed('k1', 'another body') })
    expect(leftOf(await handler.execute(other)())).toEqual({ code: 'IdempotencyKeyReused' })
    expect(await stream(accountStream)).toHaveLength(2)
  })

  it('is found before its If-Match is looked at, which its own success made stale', async () => {
    const { handler } = await opened()
    const again = onAccount(never, { circumstances: keyed('k1'), ifMatch: 0 })
    expect(rightOf(await handler.execute(again)())).toMatchObject({ replayed: true, revision: 1 })
    const stale = onAccount(never, { circumstances: keyed('k2'), ifMatch: 0 })
    expect(leftOf(await handler.execute(stale)())).toEqual({ code: 'RevisionStale' })
  })

  it('under another key is another request', async () => {
    const { handler } = await opened()
    const other = onAccount(setTrunkLimit(9), { circumstances: keyed('k2') })
    expect(rightOf(await handler.execute(other)())).toMatchObject({ replayed: false, revision: 2 })
  })

  it('on another stream is another request', async () => {
    const { handler } = await opened()
    const other = onAccount(() => record(provisioned()), { id: 'a2', circumstances: keyed('k1') })
    expect(rightOf(await handler.execute(other)())).toMatchObject({ replayed: false, revision: 0 })
  })

  it('that had recorded several events is answered with the state after the last of them', async () => {
    const { handler } = await opened()
    const both = onAccount(() => record(routingChanged('GSM'), trunkLimitSet(7)), {
      circumstances: keyed('k3'),
    })
    await handler.execute(both)()
    const again = rightOf(await handler.execute({ ...both, decide: never })())
    expect(again).toMatchObject({ replayed: true, revision: 3, state: { routing: 'GSM', trunkLimit: 7 } })
  })

  it('sent 20 times at once happens once', async () => {
    const { handler, another, stream } = await opened()
    const same = onAccount(setTrunkLimit(8), { circumstances: keyed('k4') })
    const processes = [handler, another(), another()]
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (__, n) => (processes[n % 3] ?? handler).execute(same)()),
    )
    expect(outcomes.map((outcome) => rightOf(outcome).revision)).toEqual(outcomes.map(() => 2))
    expect(outcomes.filter((outcome) => !rightOf(outcome).replayed)).toHaveLength(1)
    expect(await stream(accountStream)).toHaveLength(3)
  })
})

describe('a request that changed nothing', () => {
  it('left no mark: it may come again and then change something', async () => {
    const { handler } = writeSide()
    await handler.execute(onAccount(() => record(provisioned({ trunkLimit: 2 }))))()
    const same = onAccount(setTrunkLimit(2), { circumstances: keyed('k1') })
    expect(rightOf(await handler.execute(same)())).toMatchObject({ recorded: [], replayed: false })
    await handler.execute(onAccount(setTrunkLimit(9)))()
    expect(rightOf(await handler.execute(same)())).toMatchObject({ revision: 2, replayed: false })
  })
})
