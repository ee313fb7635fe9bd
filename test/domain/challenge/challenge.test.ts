import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  type Answer,
  type ChallengeToIssue,
  check,
  expire,
  isPassed,
  issue,
  markSent,
  triesLeft,
} from '../../../domain/challenge/challenge.ts'
import type { ChallengeEvent } from '../../../domain/challenge/events.ts'
import { hours, minutes, seconds } from '../../../domain/instant.ts'
import { at, noon } from '../given-when-then.ts'
import { expired, failed, given, historyOf, issued, passed, sent, times } from './history.ts'

const asked: ChallengeToIssue = {
  purpose: 'registrationPhone',
  via: 'sms',
  flowId: 'flow',
  profileId: 'p1',
  to: '+79031112233',
  decoy: false,
}
const right: Answer = { purpose: 'registrationPhone', flowId: 'flow', matches: 1 }
const wrong: Answer = { ...right, matches: null }

describe('M4: a code is issued (security.md, one-time code)', () => {
  it('to be answered within 5 minutes; nothing recorded holds the code', () => {
    given([]).when(issue(asked, noon)).then([issued()])
  })

  it('M8: a link within 24 hours', () => {
    const letter = { ...asked, purpose: 'registrationEmail', via: 'mail', to: 'a@example.org' } as const
    given([])
      .when(issue(letter, noon))
      .then([issued({ ...letter, until: noon + hours(24) })])
  })

  it('again after 60 s, and the newest is the one that counts', () => {
    const once = given([at(noon, issued())])
    once.when(issue(asked, noon + seconds(59))).refused('ResendTooSoon', 1)
    once.when(issue(asked, noon)).refused('ResendTooSoon', 60)
    const again = noon + seconds(60)
    once.when(issue(asked, again)).then([issued({ issue: 2, until: again + minutes(5) })])
  })

  it('M3: to a corrected number at once', () => {
    const corrected = { ...asked, to: '+79031112244' }
    given([at(noon, issued())])
      .when(issue(corrected, noon))
      .then([issued({ issue: 2, to: '+79031112244' })])
  })

  it('after the last one has expired, and counts its failures on', () => {
    const { state } = given([issued(), failed(), expired(), issued({ issue: 2 }), failed(2)])
    expect(state).toMatchObject({ status: 'open', issue: 2, failures: 2, sent: false })
  })

  it('never for another purpose, flow, way or person under the same id', () => {
    for (const other of [
      { purpose: 'signIn' },
      { flowId: 'other' },
      { via: 'mail' },
      { profileId: 'p2' },
    ] as const)
      given([issued()])
        .when(issue({ ...asked, ...other }, noon + hours(1)))
        .refused('ChallengeNotFound')
  })

  it('M7: for an authenticator without waiting: nothing is sent', () => {
    const totp = { ...asked, purpose: 'signIn', via: 'authenticator', to: null } as const
    given([at(noon, issued(totp))])
      .when(issue(totp, noon))
      .then([issued({ ...totp, issue: 2 })])
  })

  it('and noted as sent once, only while it is the newest', () => {
    given([issued()]).when(markSent(1)).then([sent()])
    given([issued(), sent()]).when(markSent(1)).thenNothing()
    given([issued(), issued({ issue: 2 })])
      .when(markSent(1))
      .thenNothing()
    given([issued(), passed()]).when(markSent(1)).thenNothing()
  })
})

describe('M4: a code is answered', () => {
  it('rightly: it is passed', () => {
    given([issued()]).when(check(right, noon)).then([passed()])
    expect(isPassed(given([issued(), passed()]).state)).toBe(true)
  })

  it('wrongly: that is recorded, and it is not passed', () => {
    given([issued()]).when(check(wrong, noon)).then([failed()])
    const { state } = given([issued(), failed()])
    expect(isPassed(state)).toBe(false)
    expect(triesLeft(state)).toBe(4)
  })

  it('five times wrongly: it is burned, even for the right code, even after a new issue', () => {
    given([issued(), ...times(4, failed())])
      .when(check(right, noon))
      .then([passed()])
    const burned = given([issued(), ...times(5, failed())])
    burned.when(check(right, noon)).refused('ChallengeBurned')
    burned.when(issue(asked, noon + hours(1))).refused('ChallengeBurned')
    given([issued(), ...times(3, failed()), issued({ issue: 2 }), ...times(2, failed(2))])
      .when(check({ ...right, matches: 2 }, noon))
      .refused('ChallengeBurned')
    expect(triesLeft(burned.state)).toBe(0)
  })

  it('late: it has expired', () => {
    given([issued()])
      .when(check(right, noon + minutes(5) - 1))
      .then([passed()])
    given([issued()])
      .when(check(right, noon + minutes(5)))
      .refused('ChallengeExpired')
    given([issued(), expired()]).when(check(right, noon)).refused('ChallengeExpired')
  })

  it('twice: it is single use', () => {
    given([issued(), passed()]).when(check(right, noon)).refused('ChallengeAlreadyPassed')
    given([issued(), passed()])
      .when(issue(asked, noon + hours(1)))
      .refused('ChallengeAlreadyPassed')
  })

  it('with the code of an older issue: it is said so, and costs no try', () => {
    given([issued(), issued({ issue: 2 })])
      .when(check(right, noon))
      .refused('ChallengeSuperseded')
    given([issued(), issued({ issue: 2 })])
      .when(check({ ...right, matches: 2 }, noon))
      .then([passed(2)])
  })

  it('for another purpose, or from another browser’s flow: there is no such challenge', () => {
    given([issued()])
      .when(check({ ...right, purpose: 'signIn' }, noon))
      .refused('ChallengeNotFound')
    given([issued()])
      .when(check({ ...right, flowId: 'other' }, noon))
      .refused('ChallengeNotFound')
    given([issued()])
      .when(check({ ...right, flowId: null }, noon))
      .refused('ChallengeNotFound')
    given([]).when(check(right, noon)).refused('ChallengeNotFound')
  })

  it('M9: by a letter’s link in any browser', () => {
    given([issued({ purpose: 'registrationEmail', via: 'mail', until: noon + hours(24) })])
      .when(check({ purpose: 'registrationEmail', flowId: null, matches: 1 }, noon))
      .then([passed()])
  })

  it('where it is a decoy: never rightly, and otherwise like any other', () => {
    const decoy = given([issued({ decoy: true })])
    decoy.when(check(right, noon)).then([failed()])
    given([issued({ decoy: true }), ...times(5, failed())])
      .when(check(right, noon))
      .refused('ChallengeBurned')
  })

  it('by fifty guesses in parallel: five are recorded, the right one among the rest does not pass', () => {
    const guesses = Array.from({ length: 50 }, (_, index) => (index === 30 ? right : wrong))
    const recorded: ChallengeEvent[] = []
    for (const guess of guesses) {
      const decided = check(guess, noon)(given([issued(), ...recorded]).state)
      if (E.isRight(decided)) recorded.push(...decided.right)
    }
    expect(recorded).toEqual(times(5, failed()))
    expect(isPassed(given([issued(), ...recorded]).state)).toBe(false)
  })
})

describe('a challenge that nobody answers', () => {
  it('is noted as expired once its time is over, once', () => {
    given([issued()])
      .when(expire(noon + minutes(5) - 1))
      .thenNothing()
    given([issued()])
      .when(expire(noon + minutes(5)))
      .then([expired()])
    for (const history of [historyOf.expired, historyOf.passed, historyOf.absent])
      given(history)
        .when(expire(noon + hours(1)))
        .thenNothing()
  })
})
