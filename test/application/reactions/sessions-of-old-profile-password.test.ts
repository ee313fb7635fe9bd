import { describe, expect, it } from 'vitest'
import { projectedEvent } from '../../../application/events/projected-event.ts'
import { sessionsOfOldProfilePassword } from '../../../application/reactions/sessions-of-old-profile-password.ts'
import { minutes } from '../../../domain/instant.ts'
import type { ProfileEvent } from '../../../domain/profile/events.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { house } from '../sign-in/profiles-side.ts'

const changedTo = (passwordRef: string): ProfileEvent => ({
  type: 'ProfilePasswordChanged',
  data: { passwordRef },
})
const recoveredTo = (passwordRef: string): ProfileEvent => ({
  type: 'PasswordRecovered',
  data: { passwordRef, challengeId: 'c1' },
})

/** A Profile with two sessions, whose password is replaced by the event alone, as after a crash behind it. */
const broken = async (replaced: (ref: string) => ProfileEvent) => {
  const side = await house()
  await side.registered({ profileId: 'p1' })
  const before = [rightOf(await side.entering()), rightOf(await side.entering())]
  side.clock.advance(minutes(1))
  const ref = rightOf(await side.passwords.put('profile-p1', 'Brandnew8Horse'))
  await side.record('p1', replaced(ref))
  const newer = rightOf(await side.entering('Brandnew8Horse'))
  const heal = async () => {
    const stored = (await side.stream('profile-p1')).at(-1)
    if (stored === undefined) throw new Error('nothing is stored')
    const event = projectedEvent(stored)
    for (const reaction of sessionsOfOldProfilePassword(side.file.state.sessions, side.handler))
      if (reaction.on === event.type) rightOf(await reaction.perform(event))
  }
  return { ...side, before, newer, heal }
}

describe('sessions of a password that was replaced, healed after a crash behind the event', () => {
  it.each([
    ['M17: recovered', recoveredTo, 'passwordRecovered'],
    ['changed', changedTo, 'passwordChanged'],
  ])('%s: older ones end, each with its cause; newer ones stay', async (_, replaced, cause) => {
    const { before, newer, heal, sessions, stream } = await broken(replaced)
    await heal()
    for (const { token, session } of before) {
      expect(await sessions.find(token)).toBeNull()
      const told = (await stream(`session-${session.sessionId}`)).at(-1)
      expect(told).toMatchObject({ type: 'SessionRevoked', data: { cause } })
    }
    expect(await sessions.find(newer.token)).not.toBeNull()
  })

  it('done twice changes nothing', async () => {
    const { before, heal, types } = await broken(recoveredTo)
    await heal()
    await heal()
    const told = await types(`session-${before[0]?.session.sessionId ?? ''}`)
    expect(told.filter((type) => type === 'SessionRevoked')).toHaveLength(1)
  })
})
