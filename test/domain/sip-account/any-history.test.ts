import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { Recorded } from '../../../domain/event.ts'
import { days, type Instant } from '../../../domain/instant.ts'
import type { SipAccountEvent } from '../../../domain/sip-account/events.ts'
import { isCallerId } from '../../../domain/sip-account/number.ts'
import {
  absent,
  evolve,
  remindersADay,
  type SipAccount,
  type SipAccountDecision,
} from '../../../domain/sip-account/sip-account.ts'
import { isTrunkLimit } from '../../../domain/sip-account/trunk-limit.ts'
import { anySipAccountEvents } from '../any-event.ts'
import { noon } from '../given-when-then.ts'
import { type AnyCommand, anyCommands } from './any-command.ts'

interface Lived {
  readonly account: SipAccount
  readonly history: readonly Recorded<SipAccountEvent>[]
  readonly now: Instant
}

const born: Lived = { account: absent, history: [], now: noon }

const events = (decide: SipAccountDecision, account: SipAccount): readonly SipAccountEvent[] =>
  E.getOrElse((): readonly SipAccountEvent[] => [])(decide(account))

const live = (before: Lived, { later, decide }: AnyCommand): Lived => {
  const now = before.now + later
  const recorded = events(decide(now), before.account).map((event) => ({ ...event, at: now }))
  return { account: recorded.reduce(evolve, before.account), history: [...before.history, ...recorded], now }
}

/** Runs commands one after another, and looks at the account before and after each. */
const whileLiving = (
  commands: readonly AnyCommand[],
  look: (after: Lived, command: AnyCommand, before: Lived) => void,
): Lived =>
  commands.reduce((before, command) => {
    const after = live(before, command)
    look(after, command, before)
    return after
  }, born)

const forAnyCommands = (
  look: (after: Lived, command: AnyCommand, before: Lived) => void,
  atTheEnd: (end: Lived) => void = () => {},
) => fc.assert(fc.property(anyCommands, (commands) => atTheEnd(whileLiving(commands, look))))

describe('O1: whatever is asked of an account in whatever order', () => {
  it('M25: its trunk limit is a whole number from 1 to 20', () => {
    forAnyCommands(({ account }) => {
      expect(account.status === 'absent' || isTrunkLimit(account.trunkLimit)).toBe(true)
    })
  })

  it('M23: its caller id is a number in E.164 or none', () => {
    forAnyCommands(({ account }) => {
      const callerId = account.status === 'absent' ? null : account.callerId
      expect(callerId === null || (typeof callerId === 'string' && isCallerId(callerId))).toBe(true)
    })
  })

  it('M28: while it is disabled nothing but a restoration is recorded', () => {
    forAnyCommands((after, _, before) => {
      if (before.account.status !== 'disabled') return
      const recorded = after.history.slice(before.history.length)
      expect(recorded.every(({ type }) => type === 'ServiceRestored')).toBe(true)
    })
  })

  it('M21: while it is suspended neither routing, lines nor caller id change', () => {
    forAnyCommands((after, _, before) => {
      if (before.account.status !== 'suspended' || after.account.status === 'absent') return
      const { routing, trunkLimit, callerId } = before.account
      expect(after.account).toMatchObject({ routing, trunkLimit, callerId })
    })
  })

  it('M26: no 24 hours see more than three reminders', () => {
    forAnyCommands(
      () => {},
      ({ history }) => {
        const reminders = history.filter(({ type }) => type === 'PasswordReminderRequested')
        for (const { at } of reminders) {
          const ofADay = reminders.filter((other) => other.at >= at && other.at < at + days(1))
          expect(ofADay.length).toBeLessThanOrEqual(remindersADay)
        }
      },
    )
  })

  it('asked for again at once, it records nothing more', () => {
    forAnyCommands(({ account, now }, { decide, settles }) => {
      if (settles) expect(events(decide(now), account)).toEqual([])
    })
  })

  it('every event that it records changes it', () => {
    forAnyCommands((after, _, before) => {
      if (after.history.length > before.history.length) expect(after.account).not.toEqual(before.account)
    })
  })

  it('its number and its existence are for ever', () => {
    forAnyCommands((after, _, before) => {
      if (before.account.status === 'absent') return
      expect(after.account).toMatchObject({ number: before.account.number })
    })
  })

  it('deciding does not change the state decided on', () => {
    forAnyCommands((after, { decide }) => {
      const copy = structuredClone(after.account)
      decide(after.now)(after.account)
      expect(after.account).toEqual(copy)
    })
  })
})

describe('O1: whatever a log holds in whatever order', () => {
  it('adds up to an account or to none, and never fails', () => {
    fc.assert(
      fc.property(anySipAccountEvents, (history) => {
        const account = history.reduce(evolve, absent)
        expect(['absent', 'active', 'suspended', 'disabled']).toContain(account.status)
        expect(account.status === 'absent').toBe(
          history.every(({ type }) => type !== 'SipAccountProvisioned'),
        )
      }),
    )
  })

  it('adds up to the same whether folded at once or in two parts', () => {
    fc.assert(
      fc.property(anySipAccountEvents, fc.nat(), (history, cut) => {
        const first = history.slice(0, cut % (history.length + 1))
        const rest = history.slice(first.length)
        expect(rest.reduce(evolve, first.reduce(evolve, absent))).toEqual(history.reduce(evolve, absent))
      }),
    )
  })
})
