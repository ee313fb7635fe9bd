import { describe, expect, it } from 'vitest'
import { largestPage } from '../../../application/ports/event-store.ts'
import { record } from '../../../domain/decision.ts'
import { fail, nobodyGuessedAt, signInFailures } from '../../../domain/sign-in-failures/sign-in-failures.ts'
import { sipAccount } from '../../../domain/sip-account/sip-account.ts'
import { provisioned, trunkLimitSet } from '../../domain/sip-account/history.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { circumstances, keyed } from '../circumstances.ts'
import { logs, onAccount, writeSide } from '../write-side.ts'

describe.each(logs)('reading a stream, on a log %s', (_, openLog) => {
  it('that is not there gives the state before any event', async () => {
    const { handler } = writeSide(openLog())
    expect(rightOf(await handler.load(sipAccount, 'nobody')())).toEqual({
      state: { status: 'absent' },
      revision: 'noStream',
      position: null,
    })
  })

  it('of many pages folds every event once, and finds an earlier try on the first of them', async () => {
    const { handler } = writeSide(openLog())
    const perBatch = 250
    const batches = (2 * largestPage) / perBatch + 1
    await handler.execute(onAccount(() => record(provisioned()), { circumstances: keyed('first') }))()
    for (let batch = 0; batch < batches; batch += 1) {
      const events = Array.from({ length: perBatch }, (__, n) => trunkLimitSet(batch * perBatch + n))
      rightOf(await handler.execute(onAccount(() => record(...events)))())
    }
    const last = batches * perBatch
    expect(rightOf(await handler.load(sipAccount, 'a1')())).toMatchObject({
      revision: last,
      state: { trunkLimit: last - 1 },
    })
    const again = onAccount(() => record(), { circumstances: keyed('first') })
    expect(rightOf(await handler.execute(again)())).toMatchObject({ replayed: true, revision: 0 })
  })

  it('whose last event tells everything reads that event alone', async () => {
    const { handler, store } = writeSide(openLog())
    for (let n = 0; n < 30; n += 1)
      await handler.execute({
        aggregate: signInFailures,
        id: 's1',
        owner: 'month-2026-01',
        decide: fail(nobodyGuessedAt, 0),
        circumstances: circumstances(),
      })()
    const limits: number[] = []
    const watched = writeSide({
      ...store,
      readStream: (stream, page) => {
        limits.push(page.limit)
        return store.readStream(stream, page)
      },
    })
    expect(rightOf(await watched.handler.load(signInFailures, 's1')())).toMatchObject({
      revision: 29,
      state: { count: 30 },
    })
    expect(limits).toEqual([1])
  })

  it('that holds another aggregate’s event breaks, and names the event and the stream', async () => {
    const { handler, codec, store, clock } = writeSide(openLog())
    const strange = await codec.encode(
      'sipAccount-a1',
      'account-a1',
      [{ type: 'SessionClosed', data: {} }],
      circumstances(),
      clock.now(),
    )
    for (const event of strange) rightOf(await store.append('sipAccount-a1', 'noStream', [event])())
    await expect(handler.load(sipAccount, 'a1')()).rejects.toThrow(
      'SessionClosed does not belong into sipAccount-a1',
    )
  })
})
