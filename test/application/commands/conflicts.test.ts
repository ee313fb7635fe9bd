import { describe, expect, it } from 'vitest'
import { record } from '../../../domain/decision.ts'
import {
  disableService,
  type SipAccount,
  type SipAccountDecision,
  setTrunkLimit,
} from '../../../domain/sip-account/sip-account.ts'
import { provisioned, trunkLimitSet } from '../../domain/sip-account/history.ts'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { accountStream, onAccount, type WriteSide, writeSide } from '../write-side.ts'

const opened = async () => {
  const side = writeSide()
  await side.handler.execute(onAccount(() => record(provisioned({ trunkLimit: 2 }))))()
  return side
}

/** Lets another process be quicker: its decisions are recorded just before our next appends, one before each. */
const quicker = ({ store, another }: WriteSide, decisions: readonly SipAccountDecision[]) => {
  const waiting = [...decisions]
  store.follow(async ({ what }) => {
    const next = what === 'append' ? waiting.shift() : undefined
    if (next !== undefined) rightOf(await another().execute(onAccount(next))())
    return 'goOn' as const
  })
}

/** A decision that notes the states it was asked on. */
const noting = (decide: SipAccountDecision) => {
  const seen: SipAccount[] = []
  return {
    seen,
    decide: (account: SipAccount) => {
      seen.push(account)
      return decide(account)
    },
  }
}

describe('when somebody else was quicker', () => {
  it('the command reads again and decides anew, on what is true now', async () => {
    const side = await opened()
    quicker(side, [setTrunkLimit(7), setTrunkLimit(9)])
    const { seen, decide } = noting(setTrunkLimit(5))
    expect(rightOf(await side.handler.execute(onAccount(decide))())).toMatchObject({ revision: 3 })
    expect(seen).toMatchObject([{ trunkLimit: 2 }, { trunkLimit: 7 }, { trunkLimit: 9 }])
    expect((await side.stream(accountStream)).map(({ data }) => data['lines'])).toEqual([undefined, 7, 9, 5])
  })

  it('M28: and is refused if it may not happen any more', async () => {
    const side = await opened()
    quicker(side, [disableService])
    expect(leftOf(await side.handler.execute(onAccount(setTrunkLimit(5)))())).toEqual({
      code: 'ServiceDisabled',
    })
    expect(await side.stream(accountStream)).toHaveLength(2)
  })

  it('M25: and records nothing if it is so already', async () => {
    const side = await opened()
    quicker(side, [setTrunkLimit(5)])
    const outcome = rightOf(await side.handler.execute(onAccount(setTrunkLimit(5)))())
    expect(outcome).toMatchObject({ revision: 1, recorded: [] })
    expect(outcome.position).toBe((await side.stream(accountStream)).at(-1)?.position)
  })

  it('and If-Match came with it, the revision that the client saw is stale', async () => {
    const side = await opened()
    quicker(side, [setTrunkLimit(7)])
    const { seen, decide } = noting(setTrunkLimit(5))
    const refused = await side.handler.execute(onAccount(decide, { ifMatch: 0 }))()
    expect(leftOf(refused)).toEqual({ code: 'RevisionStale' })
    expect(seen).toHaveLength(1)
  })

  it('again and again, the command gives up after eight tries and says when to come back', async () => {
    const side = await opened()
    quicker(
      side,
      Array.from({ length: 20 }, (_, n) => () => record(trunkLimitSet(1 + (n % 20)))),
    )
    const { seen, decide } = noting(setTrunkLimit(20))
    expect(leftOf(await side.handler.execute(onAccount(decide))())).toEqual({
      code: 'TooManyConflicts',
      retryAfter: 1,
    })
    expect(seen).toHaveLength(8)
    expect(await side.stream(accountStream)).toHaveLength(9)
  })

  it('a first event is not recorded twice', async () => {
    const side = writeSide()
    const open: SipAccountDecision = (account) =>
      account.status === 'absent' ? record(provisioned()) : record()
    quicker(side, [open])
    expect(rightOf(await side.handler.execute(onAccount(open))())).toMatchObject({
      revision: 0,
      recorded: [],
    })
    expect(await side.stream(accountStream)).toHaveLength(1)
  })
})
