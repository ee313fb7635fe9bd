import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { StoredEvent } from '../../../application/ports/event-store.ts'
import { nothingToDo, record } from '../../../domain/decision.ts'
import { seconds } from '../../../domain/instant.ts'
import {
  changeRouting,
  requestPasswordReminder,
  setTrunkLimit,
  sipAccount,
} from '../../../domain/sip-account/sip-account.ts'
import { provisioned, routingChanged, trunkLimitSet } from '../../domain/sip-account/history.ts'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { circumstances } from '../circumstances.ts'
import { accountStream, logs, onAccount, writeSide } from '../write-side.ts'

const open = onAccount(() => record(provisioned({ trunkLimit: 2 })))

const linesOf = (events: readonly StoredEvent[]) =>
  events.flatMap(({ type, data }) => (type === 'TrunkLimitSet' ? [data['lines']] : []))

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

describe.each(logs)('O1: the command handler on a log %s', (_, openLog) => {
  it('records what was decided, and tells state, revision and position of it', async () => {
    const { handler, stream } = writeSide(openLog())
    const opened = rightOf(await handler.execute(open)())
    const changed = rightOf(await handler.execute(onAccount(setTrunkLimit(5)))())
    expect(opened).toMatchObject({ revision: 0, replayed: false, recorded: [provisioned({ trunkLimit: 2 })] })
    expect(changed).toMatchObject({ revision: 1, state: { trunkLimit: 5 }, recorded: [trunkLimitSet(5)] })
    const events = await stream(accountStream)
    expect(events.map(({ type }) => type)).toEqual(['SipAccountProvisioned', 'TrunkLimitSet'])
    expect(events.map(({ position }) => position)).toEqual([opened.position, changed.position])
  })

  it('M26: tells the same state as reading it again, moments included', async () => {
    const { handler, clock, another } = writeSide(openLog())
    await handler.execute(open)()
    clock.advance(seconds(7))
    const remind = onAccount(requestPasswordReminder(clock.now()))
    const { state, revision, position } = rightOf(await handler.execute(remind)())
    expect(state).toMatchObject({ reminders: [clock.now()] })
    expect(rightOf(await another().load(sipAccount, 'a1')())).toEqual({ state, revision, position })
  })

  it('records several events as one batch', async () => {
    const { handler, stream } = writeSide(openLog())
    const all = [provisioned(), routingChanged('GSM'), trunkLimitSet(3)]
    const { revision } = rightOf(await handler.execute(onAccount(() => record(...all)))())
    expect(revision).toBe(2)
    expect(await stream(accountStream)).toHaveLength(3)
  })

  it('M25: records nothing when nothing changes, and answers with the last position', async () => {
    const { handler, stream } = writeSide(openLog())
    const { position } = rightOf(await handler.execute(open)())
    const again = rightOf(await handler.execute(onAccount(setTrunkLimit(2)))())
    expect(again).toMatchObject({ revision: 0, position, recorded: [], replayed: false })
    expect(await stream(accountStream)).toHaveLength(1)
  })

  it('records nothing and answers without a position when there is nothing at all', async () => {
    const { handler, store } = writeSide(openLog())
    const outcome = rightOf(await handler.execute(onAccount(() => nothingToDo))())
    expect(outcome).toEqual({
      state: { status: 'absent' },
      revision: -1,
      position: null,
      recorded: [],
      replayed: false,
    })
    expect(store.steps.filter(({ what }) => what === 'append')).toEqual([])
  })

  it('passes a refusal on and records nothing', async () => {
    const { handler, stream } = writeSide(openLog())
    expect(leftOf(await handler.execute(onAccount(setTrunkLimit(5)))())).toEqual({ code: 'AccountNotFound' })
    expect(await stream(accountStream)).toEqual([])
  })

  it('M25: lets 50 commands at once on one stream all happen, revisions without gap', async () => {
    const { handler, stream } = writeSide(openLog())
    await handler.execute(open)()
    // Every limit differs from the one before, so that each of them changes something.
    const asked = upTo(50).map((n) => 1 + ((n + 2) % 20))
    const outcomes = await Promise.all(
      asked.map((lines) => handler.execute(onAccount(setTrunkLimit(lines)))()),
    )
    expect(outcomes.map((outcome) => rightOf(outcome).revision)).toEqual(upTo(50))
    const events = await stream(accountStream)
    expect(events.map(({ revision }) => revision)).toEqual([0, ...upTo(50)])
    expect(linesOf(events)).toEqual(asked)
  })

  it('between processes lets each command happen once or refuses it, revisions without gap', async () => {
    const { handler, another, stream } = writeSide(openLog())
    await handler.execute(open)()
    const processes = [another(), another(), another(), another(), another()]
    const orders = upTo(50).map((n) => ({ process: processes[n % 5] ?? handler, lines: 1 + ((n * 7) % 20) }))
    const outcomes = await Promise.all(
      orders.map(({ process, lines }) => process.execute(onAccount(() => record(trunkLimitSet(lines))))()),
    )
    const done = outcomes.filter(E.isRight).map(({ right }) => right.revision)
    const events = await stream(accountStream)
    expect(events.map(({ revision }) => revision)).toEqual([0, ...upTo(done.length)])
    expect([...done].sort((a, b) => a - b)).toEqual(upTo(done.length))
    for (const outcome of outcomes.filter(E.isLeft))
      expect(outcome.left).toEqual({ code: 'TooManyConflicts', retryAfter: 1 })
    expect(done.length).toBeGreaterThanOrEqual(10)
  })

  it('does not hold streams up for each other', async () => {
    const { handler, store } = writeSide(openLog())
    let goOn = () => {}
    const held = new Promise<void>((resolve) => {
      goOn = resolve
    })
    store.follow(async ({ what, stream }) => {
      if (what === 'append' && stream === accountStream) await held
      return 'goOn' as const
    })
    const slow = handler.execute(open)()
    const other = { ...open, id: 'a2', owner: 'account-a2' } as const
    expect(rightOf(await handler.execute(other)())).toMatchObject({ revision: 0 })
    goOn()
    expect(rightOf(await slow)).toMatchObject({ revision: 0 })
  })

  it('O4: stamps events with the product’s clock and with who asked', async () => {
    const { handler, clock, stream } = writeSide(openLog())
    clock.advance(seconds(61))
    const by = circumstances({ actor: { type: 'manager', id: 'm1' }, channel: 'cli', correlationId: 'c9' })
    await handler.execute({ ...open, circumstances: by })()
    const [event] = await stream(accountStream)
    expect(event?.metadata).toMatchObject({
      occurredAt: '2026-01-15T12:01:01.000Z',
      actor: { type: 'manager', id: 'm1' },
      channel: 'cli',
      correlationId: 'c9',
    })
  })

  it('M24: If-Match with the present revision lets the change through, with another refuses it', async () => {
    const { handler, stream } = writeSide(openLog())
    await handler.execute(open)()
    const change = (ifMatch: number) => handler.execute(onAccount(changeRouting('GSM'), { ifMatch }))()
    expect(leftOf(await change(1))).toEqual({ code: 'RevisionStale' })
    expect(leftOf(await change(-1))).toEqual({ code: 'RevisionStale' })
    expect(rightOf(await change(0))).toMatchObject({ revision: 1 })
    expect(leftOf(await change(0))).toEqual({ code: 'RevisionStale' })
    expect(await stream(accountStream)).toHaveLength(2)
  })
})
