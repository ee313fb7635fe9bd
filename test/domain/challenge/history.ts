import { challenge } from '../../../domain/challenge/challenge.ts'
import type { ChallengeEvent } from '../../../domain/challenge/events.ts'
import { minutes } from '../../../domain/instant.ts'
import { histories, noon } from '../given-when-then.ts'

export const given = histories(challenge)

type IssuedData = (ChallengeEvent & { type: 'ChallengeIssued' })['data']

/** The first code of a registration's phone, issued at noon, with what matters to the test said. */
export const issued = (said: Partial<IssuedData> = {}): ChallengeEvent => ({
  type: 'ChallengeIssued',
  data: {
    purpose: 'registrationPhone',
    via: 'sms',
    flowId: 'flow',
    profileId: 'p1',
    issue: 1,
    until: noon + minutes(5),
    decoy: false,
    to: '+79031112233',
    ...said,
  },
})
export const sent = (issue = 1): ChallengeEvent => ({ type: 'ChallengeSent', data: { issue } })
export const failed = (issue = 1): ChallengeEvent => ({ type: 'ChallengeFailed', data: { issue } })
export const passed = (issue = 1): ChallengeEvent => ({ type: 'ChallengePassed', data: { issue } })
export const expired = (issue = 1): ChallengeEvent => ({ type: 'ChallengeExpired', data: { issue } })

export const times = (count: number, event: ChallengeEvent): readonly ChallengeEvent[] =>
  Array.from({ length: count }, () => event)

/** One history for every status that a challenge can have; all events happen at noon or within minutes. */
export const historyOf = {
  absent: [],
  open: [issued()],
  failedOnce: [issued(), failed()],
  burned: [issued(), ...times(5, failed())],
  expired: [issued(), expired()],
  passed: [issued(), passed()],
} as const
