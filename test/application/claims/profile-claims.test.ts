import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { profileClaims } from '../../../application/claims/profile-claims.ts'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { circumstances } from '../circumstances.ts'
import { logs, writeSide } from '../write-side.ts'

const value = { kind: 'phone', phone: '+79991234567' } as const
const orderOf = (owner: string) => ({ value, owner, circumstances: circumstances() })

describe.each(logs)('claims of Profiles, %s', (_, open) => {
  const rig = () => {
    const side = writeSide(open())
    const { clock } = side
    const another = profileClaims({ ...side, handler: side.another() })
    return { claims: profileClaims(side), another, clock }
  }

  it('ADR 9: of two takers at once, in two processes, one wins a phone for good', async () => {
    const { claims, another } = rig()
    const taken = await Promise.all([claims.hold(orderOf('p1'), null)(), another.hold(orderOf('p2'), null)()])
    expect(taken.filter(E.isRight)).toHaveLength(1)
    expect(taken.filter(E.isLeft).map(({ left }) => left.code)).toEqual(['ValueTaken'])
    const winner = E.isRight(taken[0]) ? 'p1' : 'p2'
    expect(rightOf(await claims.holderOf(value)())).toBe(winner)
  })

  it('ADR 9: whoever proves the phone takes over the hold of an unfinished registration, never a firm one', async () => {
    const { claims, clock } = rig()
    rightOf(await claims.hold(orderOf('p1'), clock.now() + 3_600_000)())
    rightOf(await claims.hold(orderOf('p2'), clock.now() + 3_600_000)())
    expect(rightOf(await claims.holderOf(value)())).toBe('p2')
    expect(leftOf(await claims.confirm(orderOf('p1'))()).code).toBe('ValueTaken')
    rightOf(await claims.hold(orderOf('p2'), null)())
    expect(leftOf(await claims.hold(orderOf('p1'), null)()).code).toBe('ValueTaken')
    rightOf(await claims.confirm(orderOf('p2'))())
    rightOf(await claims.release(orderOf('p1'))())
    expect(rightOf(await claims.holderOf(value)())).toBe('p2')
    rightOf(await claims.release(orderOf('p2'))())
    expect(rightOf(await claims.holderOf(value)())).toBeNull()
  })
})
