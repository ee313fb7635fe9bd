import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { expiredChallenges } from '../../../application/reactions/expired-challenges.ts'
import { type ChallengeToIssue, challenge, check, issue } from '../../../domain/challenge/challenge.ts'
import { hours, minutes } from '../../../domain/instant.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { toIssue } from './profile-rig.ts'
import { bySubscriber, cabinet } from './rig.ts'

const house = () => {
  const rig = cabinet()
  const { handler, clock } = rig
  const decideOn = async (decide: ReturnType<typeof issue>) =>
    rightOf(
      await handler.execute({
        aggregate: challenge,
        id: 'c1',
        owner: 'profile-p1',
        decide,
        circumstances: bySubscriber,
      })(),
    )
  return {
    ...rig,
    issue: (said: Partial<ChallengeToIssue> = {}) => decideOn(issue(toIssue(said), clock.now())),
    answer: (matches: number | null) =>
      decideOn(check({ purpose: 'registrationPhone', flowId: 'flow-1', matches }, clock.now())),
    start: () => rig.start({ reactions: (living) => [expiredChallenges(living, clock)] }),
    told: async () =>
      (await rig.events()).flatMap(({ stream, type }) => (stream === 'challenge-c1' ? [type] : [])),
  }
}

describe('a challenge that nobody answered in time (events.md, streams)', () => {
  it('has expired in the log when its time is over, not before, and once', async () => {
    const at = house()
    await at.issue()
    const process = at.start()
    await process.rest()
    at.clock.advance(minutes(5) - 1)
    await process.rest()
    expect(await at.told()).toEqual(['ChallengeIssued'])
    at.clock.advance(1)
    await process.rest()
    expect(await at.told()).toEqual(['ChallengeIssued', 'ChallengeExpired'])
    const recorded = (await at.events()).at(-1)
    expect(recorded).toMatchObject({
      data: { issue: 1 },
      metadata: {
        actor: { type: 'system', id: 'reactions' },
        channel: 'reaction',
        correlationId: 'the-request',
      },
    })
    at.clock.advance(hours(48))
    await process.rest()
    expect(await at.told()).toHaveLength(2)
  })

  it('a letter’s after a day', async () => {
    const at = house()
    await at.issue({ via: 'mail', purpose: 'registrationEmail', to: 'anna@example.org' })
    const process = at.start()
    await process.rest()
    at.clock.advance(hours(24) - 1)
    await process.rest()
    expect(await at.told()).not.toContain('ChallengeExpired')
    at.clock.advance(1)
    await process.rest()
    expect(await at.told()).toContain('ChallengeExpired')
  })

  it('not at the end of an issue that a newer one has replaced, but at the end of that', async () => {
    const at = house()
    await at.issue()
    const process = at.start()
    await process.rest()
    at.clock.advance(minutes(4))
    await at.issue()
    at.clock.advance(minutes(1))
    await process.rest()
    expect(await at.told()).toEqual(['ChallengeIssued', 'ChallengeIssued'])
    at.clock.advance(minutes(4))
    await process.rest()
    expect((await at.events()).at(-1)).toMatchObject({ type: 'ChallengeExpired', data: { issue: 2 } })
  })

  it('never once it was passed; with wrong answers alone it has', async () => {
    for (const matches of [1, null]) {
      const at = house()
      await at.issue()
      await at.answer(matches)
      const process = at.start()
      await process.rest()
      at.clock.advance(minutes(5))
      await process.rest()
      expect((await at.told()).includes('ChallengeExpired')).toBe(matches === null)
    }
  })

  it('also while nothing ran, and by whoever died after recording it, once', async () => {
    const at = house()
    await at.issue()
    at.clock.advance(minutes(6))
    const dead = at.start()
    dead.life.dieAt({ when: 'after', call: 'append ChallengeExpired' })
    await dead.rest()
    expect(dead.life.isDead()).toBe(true)
    await at.start().rest()
    expect(await at.told()).toEqual(['ChallengeIssued', 'ChallengeExpired'])
  })

  it('M19: also of somebody who is erased, whose key is not made anew for it', async () => {
    const at = house()
    await at.issue()
    const process = at.start()
    await process.rest()
    await at.sealing.destroyKey('profile-p1')
    at.clock.advance(minutes(5))
    await process.rest()
    expect(await at.told()).toEqual(['ChallengeIssued', 'ChallengeExpired'])
    const sealed = at.sealing.seal(
      'profile-p1',
      { stream: 'challenge-c1', type: 'ChallengeIssued', eventId: 'e1', part: 'data' },
      { to: 'anybody' },
    )
    await expect(sealed).rejects.toThrow()
    expect(E.isRight(await at.handler.load(challenge, 'c1')())).toBe(true)
  })
})
