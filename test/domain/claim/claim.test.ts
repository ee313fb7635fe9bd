import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type ClaimEvent,
  claim,
  confirm,
  release,
  reserve,
  type TakeOver,
  takeOver,
} from '../../../domain/claim/claim.ts'
import { histories, noon } from '../given-when-then.ts'

const given = histories(claim)

const reserved = (owner: string, until: number | null = null): ClaimEvent => ({
  type: 'ClaimReserved',
  data: { owner, until },
})
const confirmed: ClaimEvent = { type: 'ClaimConfirmed', data: {} }
const released: ClaimEvent = { type: 'ClaimReleased', data: {} }

describe('a claim on a unique value', () => {
  it('is taken by the first who asks, for the time that was said', () => {
    given([])
      .when(reserve('a', null))
      .then([reserved('a')])
    given([])
      .when(reserve('a', 5))
      .then([reserved('a', 5)])
  })

  it('is refused to everybody else, reserved or confirmed', () => {
    given([reserved('a')])
      .when(reserve('b', null))
      .refused('ValueTaken')
    given([reserved('a'), confirmed])
      .when(reserve('b', null))
      .refused('ValueTaken')
    given([reserved('a')])
      .when(confirm('b'))
      .refused('ValueTaken')
    given([reserved('a'), confirmed])
      .when(confirm('b'))
      .refused('ValueTaken')
  })

  it('asked for again by its owner changes nothing, so that a retry goes on', () => {
    given([reserved('a')])
      .when(reserve('a', null))
      .thenNothing()
    given([reserved('a'), confirmed])
      .when(reserve('a', null))
      .thenNothing()
  })

  it('is confirmed once, by its owner', () => {
    given([reserved('a')])
      .when(confirm('a'))
      .then([confirmed])
    given([reserved('a'), confirmed])
      .when(confirm('a'))
      .thenNothing()
  })

  it('cannot be confirmed before it is reserved, nor after its release', () => {
    given([]).when(confirm('a')).refused('ValueTaken')
    given([reserved('a'), released])
      .when(confirm('a'))
      .refused('ValueTaken')
  })

  it('once released may be taken by another', () => {
    given([reserved('a'), confirmed, released])
      .when(reserve('b', null))
      .then([reserved('b')])
  })

  it('is kept longer, or for good, when its owner says so; never shorter', () => {
    given([reserved('a', 5)])
      .when(reserve('a', 6))
      .then([reserved('a', 6)])
    given([reserved('a', 5)])
      .when(reserve('a', null))
      .then([reserved('a', null)])
    given([reserved('a', 5)])
      .when(reserve('a', 4))
      .thenNothing()
    given([reserved('a', null)])
      .when(reserve('a', 5))
      .thenNothing()
  })

  it('is let go by its owner, once; another’s is left alone', () => {
    for (const held of [[reserved('a')], [reserved('a'), confirmed]]) {
      given(held).when(release('a')).then([released])
      given(held).when(release('b')).thenNothing()
      given([...held, released])
        .when(release('a'))
        .thenNothing()
    }
    given([]).when(release('a')).thenNothing()
  })
})

describe('a hold on a phone or e-mail that came to nothing', () => {
  const asked: TakeOver = {
    owner: 'b',
    until: noon + 100,
    from: { owner: 'a', hasIt: false },
    hasProvenIt: false,
    now: noon,
  }
  const taken = reserved('b', noon + 100)

  it('M4: is taken over at once by whoever confirms the phone again', () => {
    given([reserved('a', noon + 50)])
      .when(takeOver({ ...asked, hasProvenIt: true }))
      .then([taken])
  })

  it('is taken over without proof only when it has run out', () => {
    given([reserved('a', noon + 1)])
      .when(takeOver(asked))
      .refused('ValueTaken')
    given([reserved('a', noon)])
      .when(takeOver(asked))
      .then([taken])
  })

  it('is never taken from an owner whose own stream has the value, who only waits for the confirmation', () => {
    given([reserved('a', noon)])
      .when(takeOver({ ...asked, from: { owner: 'a', hasIt: true }, hasProvenIt: true }))
      .refused('ValueTaken')
  })

  it('is never taken when it is firm or confirmed: its owner is about to have the value, or has it', () => {
    for (const held of [[reserved('a', null)], [reserved('a', noon), confirmed]])
      given(held)
        .when(takeOver({ ...asked, hasProvenIt: true }))
        .refused('ValueTaken')
  })

  it('M19: is taken from whoever is erased, firm or confirmed, but from no other than the one who was looked at', () => {
    const fromGone = { ...asked, from: { owner: 'a', hasIt: false, isGone: true } }
    for (const held of [[reserved('a', noon + 50)], [reserved('a', null)], [reserved('a', noon), confirmed]])
      given(held).when(takeOver(fromGone)).then([taken])
    given([reserved('c', null)])
      .when(takeOver(fromGone))
      .refused('ValueTaken')
  })

  it('is not taken from somebody else than the one who was looked at', () => {
    given([reserved('a', noon), released, reserved('c', noon)])
      .when(takeOver({ ...asked, hasProvenIt: true }))
      .refused('ValueTaken')
  })

  it('free by now, or the taker’s own already, is simply reserved', () => {
    given([]).when(takeOver(asked)).then([taken])
    given([taken]).when(takeOver(asked)).thenNothing()
  })
})

describe('whatever is asked of a claim in whatever order', () => {
  const owner = fc.constantFrom('a', 'b', 'c')
  const until = fc.option(fc.integer({ min: noon - 5, max: noon + 5 }))
  const taking = fc.record({
    owner,
    until,
    from: fc.record({ owner, hasIt: fc.boolean() }),
    hasProvenIt: fc.boolean(),
    now: fc.constant(noon),
  })
  const decision = fc.oneof(
    fc.tuple(owner, until).map(([who, end]) => reserve(who, end)),
    owner.map(confirm),
    owner.map(release),
    taking.map(takeOver),
  )

  it('a firm or confirmed value goes to another only after its release, and every event changes the state', () => {
    fc.assert(
      fc.property(fc.array(decision), (all) => {
        const history: ClaimEvent[] = []
        for (const decide of all) {
          const before = given(history).state
          const decided = decide(before)
          if (decided._tag === 'Left' || decided.right.length === 0) continue
          history.push(...decided.right)
          const after = given(history).state
          expect(after).not.toEqual(before)
          const isFirm =
            before.status === 'confirmed' || (before.status === 'reserved' && before.until === null)
          if (isFirm && after.status !== 'free') expect(after.owner).toBe(before.owner)
        }
      }),
    )
  })

  it('is never held by two: who asked while it was held does not get it', () => {
    const asks = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.boolean()))
    fc.assert(
      fc.property(asks, (all) => {
        const history: ClaimEvent[] = []
        for (const [owner, confirms] of all) {
          const before = given(history).state
          const decided = (confirms ? confirm(owner) : reserve(owner, null))(before)
          if (decided._tag === 'Right') history.push(...decided.right)
          const after = given(history).state
          if (before.status !== 'free') expect(after).toMatchObject({ owner: before.owner })
        }
        expect(history.filter(({ type }) => type === 'ClaimReserved').length).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('reads any history: confirmed or released before anybody took it, it is free', () => {
    expect(given([confirmed]).state).toEqual({ status: 'free' })
    expect(given([released, confirmed]).state).toEqual({ status: 'free' })
    expect(given([confirmed, reserved('a'), confirmed]).state).toEqual({ status: 'confirmed', owner: 'a' })
  })
})
