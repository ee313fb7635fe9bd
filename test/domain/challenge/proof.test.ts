import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { proofOf } from '../../../domain/challenge/proof.ts'
import { changePhone } from '../../../domain/profile/contact.ts'
import { at, noon } from '../given-when-then.ts'
import { proven } from '../proofs.ts'
import { given, historyOf, issued, passed } from './history.ts'

const wanted = { challengeId: 'c1', purpose: 'registrationPhone', profileId: 'p1' } as const

describe('a proof', () => {
  it('M4: tells which number was confirmed, in which flow, and when', () => {
    const { state } = given([at(noon + 1, issued()), at(noon + 5, passed())])
    expect(proofOf(wanted)(state)).toMatchObject({
      right: { ...wanted, flowId: 'flow', to: '+79031112233', askedAt: noon + 1, passedAt: noon + 5 },
    })
  })

  it.each(['absent', 'open', 'failedOnce', 'burned', 'expired'] as const)(
    'cannot be had from a challenge that is %s',
    (status) => {
      expect(proofOf(wanted)(given(historyOf[status]).state)).toEqual(E.left({ code: 'ChallengeNotPassed' }))
    },
  )

  it('cannot be had for another purpose, nor for another person', () => {
    const { state } = given(historyOf.passed)
    for (const other of [{ purpose: 'recoveryPhone' }, { profileId: 'p2' }] as const)
      expect(E.isLeft(proofOf({ ...wanted, ...other })(state))).toBe(true)
    expect(E.isLeft(proofOf(wanted)(given([issued({ decoy: true }), passed()]).state))).toBe(true)
    const nobody = given([issued({ profileId: null, purpose: 'recoveryPhone', decoy: true }), passed()])
    expect(E.isLeft(proofOf({ ...wanted, purpose: 'recoveryPhone' })(nobody.state))).toBe(true)
  })

  it('of a sign-in changes no phone: the compiler refuses it', () => {
    const signIn = proven('signIn', { to: '+79031112233' })
    // @ts-expect-error A proof is of its purpose.
    const decision = changePhone(signIn)
    expect(decision).toBeTypeOf('function')
  })

  it('is made by nothing else: the compiler refuses one that is written down', () => {
    const facts = {
      ...wanted,
      purpose: 'phoneChange',
      flowId: 'f',
      to: '+79031112233',
      askedAt: noon,
      passedAt: noon,
    } as const
    // @ts-expect-error Only `proofOf` makes a proof.
    const decision = changePhone(facts)
    expect(decision).toBeTypeOf('function')
  })
})
