import { describe, expect, it } from 'vitest'
import type { Circumstances } from '../../../application/events/metadata.ts'
import { record } from '../../../domain/decision.ts'
import { changePhone } from '../../../domain/profile/contact.ts'
import { eraseProfile } from '../../../domain/profile/life.ts'
import { type ProfileDecision, profile } from '../../../domain/profile/profile.ts'
import { setTrunkLimit } from '../../../domain/sip-account/sip-account.ts'
import { registered } from '../../domain/profile/history.ts'
import { proven } from '../../domain/proofs.ts'
import { provisioned } from '../../domain/sip-account/history.ts'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { circumstances } from '../circumstances.ts'
import { accountStream, onAccount, writeSide } from '../write-side.ts'

const byPerson: Circumstances = circumstances({
  actor: { type: 'profile', id: 'p1' },
  ip: '192.0.2.44',
  userAgent: 'Safari',
})

const onProfile = (decide: ProfileDecision) =>
  ({ aggregate: profile, id: 'p1', owner: 'profile-p1', decide, circumstances: byPerson }) as const

describe('M19: whoever is erased while a command is under way', () => {
  it('is refused what was decided on before, as erased', async () => {
    const side = writeSide()
    rightOf(await side.handler.execute(onProfile(() => record(registered())))())
    const proof = proven('phoneChange', { to: '+79031112244' })
    let decided = 0
    const decide: ProfileDecision = (state) => {
      decided += 1
      if (decided === 1) void side.sealing.destroyKey('profile-p1')
      return changePhone(proof)(state)
    }
    let reads = 0
    side.store.follow(async ({ what }) => {
      if (what === 'append') return 'goOn' as const
      reads += 1
      if (reads === 1) rightOf(await side.another().execute(onProfile(eraseProfile))())
      return 'goOn' as const
    })
    expect(leftOf(await side.handler.execute(onProfile(decide))())).toEqual({ code: 'ProfileErased' })
    expect((await side.stream('profile-p1')).map(({ type }) => type)).toEqual([
      'ProfileRegistered',
      'ProfileErased',
    ])
  })

  it('leaves what they did elsewhere, and no trace of where from', async () => {
    const side = writeSide()
    await side.handler.execute(onAccount(() => record(provisioned())))()
    await side.sealing.destroyKey('profile-p1')
    rightOf(await side.handler.execute(onAccount(setTrunkLimit(7), { circumstances: byPerson }))())
    const [, set] = await side.stream(accountStream)
    expect(set).toMatchObject({ type: 'TrunkLimitSet', metadata: { actor: { type: 'profile', id: 'p1' } } })
    expect(set?.metadata).not.toHaveProperty('origin')
  })

  it('and never keeps another’s command waiting for ever', async () => {
    const side = writeSide()
    rightOf(await side.handler.execute(onProfile(() => record(registered())))())
    await side.sealing.destroyKey('profile-p1')
    const proof = proven('phoneChange', { to: '+79031112244' })
    expect(leftOf(await side.handler.execute(onProfile(changePhone(proof)))())).toEqual({
      code: 'TooManyConflicts',
      retryAfter: 1,
    })
  })
})
