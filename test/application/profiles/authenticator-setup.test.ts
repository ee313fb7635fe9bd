import { describe, expect, it } from 'vitest'
import { setupsAnHour } from '../../../application/profiles/setup-allowance.ts'
import { sweepGrace } from '../../../application/reactions/orphan-sweep.ts'
import { setupWindow } from '../../../domain/authenticator-setup.ts'
import { minutes, seconds } from '../../../domain/instant.ts'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { order, pageProcess, profileId } from './page-process.ts'

const stream = `profile-${profileId}`

/** A setup whose right code was given and recorded, and then the store went away before it was switched on. */
const provenSetup = async () => {
  const at = pageProcess()
  await at.registered({ profileId })
  const { twoFactor } = at.page
  const { ref: setupId } = rightOf(await twoFactor.beginAuthenticator(order)())
  const given = { setupId, code: at.authenticator.code }
  at.store.follow(({ what, stream: asked }) =>
    what === 'append' && asked === stream ? 'unavailable' : 'goOn',
  )
  expect(leftOf(await twoFactor.enableAuthenticator(order, given)()).code).toBe('StoreUnavailable')
  at.store.follow(() => 'goOn')
  return { ...at, twoFactor, setupId, switchOn: () => twoFactor.enableAuthenticator(order, given)() }
}

describe('M7: an authenticator that was proven and not switched on at once', () => {
  it('is switched on by the same code within the window, and not after it', async () => {
    const early = await provenSetup()
    early.clock.advance(setupWindow - 1)
    rightOf(await early.switchOn())
    expect(await early.profileNow()).toMatchObject({ twoFactor: { totpRef: early.setupId } })

    const late = await provenSetup()
    late.clock.advance(setupWindow)
    expect(leftOf(await late.switchOn()).code).toBe('ProofTooOld')
    expect((await late.profileNow()).twoFactor).toBeNull()
  })

  it('is not switched on when its secret is gone: nobody could sign in any more', async () => {
    const at = await provenSetup()
    at.authenticator.gone.add(at.setupId)
    expect(leftOf(await at.switchOn()).code).toBe('ProofTooOld')
    expect((await at.profileNow()).twoFactor).toBeNull()
    expect(at.authenticator.sets).toBe(1)
  })

  it('cannot be switched on for long before the sweep may take its secret', () => {
    expect(setupWindow).toBeLessThanOrEqual(sweepGrace / 2)
  })
})

describe('M7: beginning to set authenticators up', () => {
  it('is allowed ten times an hour, for each Profile by itself, and says when again', async () => {
    const at = pageProcess()
    await at.registered({ profileId })
    await at.registered({ profileId: 'p2', phone: '+79035556677', email: 'olga@example.com' })
    const { twoFactor } = at.page
    for (let begun = 0; begun < setupsAnHour; begun += 1) {
      rightOf(await twoFactor.beginAuthenticator(order)())
      at.clock.advance(seconds(1))
    }
    const refused = leftOf(await twoFactor.beginAuthenticator(order)())
    expect(refused).toEqual({ code: 'TooManySetups', retryAfter: 3600 - setupsAnHour })
    expect(at.authenticator.begun).toBe(setupsAnHour)
    rightOf(await twoFactor.beginAuthenticator({ ...order, profileId: 'p2' })())
    at.clock.advance(minutes(60) - seconds(setupsAnHour))
    rightOf(await twoFactor.beginAuthenticator(order)())
    expect(leftOf(await twoFactor.beginAuthenticator(order)()).code).toBe('TooManySetups')
  })

  it('counts what is begun at the same moment', async () => {
    const at = pageProcess()
    await at.registered({ profileId })
    const begun = await Promise.all(
      Array.from({ length: 30 }, () => at.page.twoFactor.beginAuthenticator(order)()),
    )
    expect(begun.filter(({ _tag }) => _tag === 'Right')).toHaveLength(setupsAnHour)
  })
})
