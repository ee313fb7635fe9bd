import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ClaimEvent, claim, confirm, reserve } from '../../../domain/claim/claim.ts'
import { histories } from '../given-when-then.ts'

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
