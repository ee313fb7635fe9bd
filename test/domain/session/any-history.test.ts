import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  chooseAccount,
  close,
  evolve,
  noSession,
  openByProfile,
  openBySip,
  passSecondFactor,
  proveProfile,
  revocationCauses,
  revoke,
  type Session,
  type SessionEvent,
  stageOf,
} from '../../../domain/session/session.ts'
import { anySessionEvents } from '../any-events.ts'
import { noon } from '../given-when-then.ts'
import { linked, given as profileOf, registered } from '../profile/history.ts'
import { proven } from '../proofs.ts'

type Asked = (session: Session) => E.Either<unknown, readonly SessionEvent[]>

const profile = profileOf([registered(), linked('a'), linked('b')]).state
const account = fc.constantFrom('a', 'b', 'c')
const profileId = fc.constantFrom('p1', 'p2')
const provenProfile = fc.record({ profileId, secondFactor: fc.constantFrom('sms', 'totp', null) })

const asked: fc.Arbitrary<Asked> = fc.oneof(
  account.map((id): Asked => openBySip(id)),
  provenProfile.map((it): Asked => openByProfile(it)),
  { weight: 3, arbitrary: provenProfile.map((it): Asked => proveProfile(it)) },
  {
    weight: 3,
    arbitrary: fc
      .record({ to: fc.constant('x'), profileId, flowId: fc.constantFrom('s1', 's2') })
      .map((it): Asked => passSecondFactor('s1', proven('signIn', it))),
  },
  { weight: 3, arbitrary: account.map((id): Asked => chooseAccount(id, profile)) },
  fc.constantFrom<Asked>(close, ...revocationCauses.map(revoke)),
)

const live = (look: (after: Session, before: Session, recorded: readonly SessionEvent[]) => void) =>
  fc.assert(
    fc.property(fc.array(asked, { maxLength: 30 }), (all) => {
      all.reduce<Session>((before, ask) => {
        const recorded = E.getOrElse((): readonly SessionEvent[] => [])(ask(before))
        const after = recorded.reduce((sum, event) => evolve(sum, { ...event, at: noon }), before)
        look(after, before, recorded)
        return after
      }, noSession)
    }),
  )

describe('whatever is asked of a session in whatever order', () => {
  it('M16: it is open in an account only that is linked, the second factor passed', () => {
    live((session) => {
      if (session.status !== 'open' || stageOf(session) !== 'open') return
      expect(['a', 'b']).toContain(session.accountId)
      expect(session).toMatchObject({ secondFactor: null, profileId: expect.any(String) })
    })
  })

  it('it never becomes another person’s', () => {
    live((after, before) => {
      if (before.status === 'absent' || after.status === 'absent' || before.profileId === null) return
      expect(after.profileId).toBe(before.profileId)
    })
  })

  it('M29: after its end nothing is recorded', () => {
    live((_, before, recorded) => {
      if (before.status === 'ended') expect(recorded).toEqual([])
    })
  })

  it('every event that it records changes it', () => {
    live((after, before, recorded) => {
      if (recorded.length > 0) expect(after).not.toEqual(before)
    })
  })
})

describe('whatever a log holds in whatever order', () => {
  it('adds up to a session or to none, and never fails', () => {
    fc.assert(
      fc.property(anySessionEvents, (history) => {
        const { status } = history.reduce(evolve, noSession)
        expect(['absent', 'open', 'ended']).toContain(status)
        expect(status === 'absent').toBe(history.every(({ type }) => type !== 'SessionOpened'))
      }),
    )
  })
})
