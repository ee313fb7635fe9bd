import { match } from 'ts-pattern'
import { type Aggregate, type Decided, nothingToDo, record, refuse, secondsUntil } from '../decision.ts'
import { oneOf, type Recorded } from '../event.ts'
import { hours, type Instant, minutes, seconds } from '../instant.ts'
import type { Sealed } from '../sealed.ts'
import { type ChallengeEvent, type ChallengePurpose, type ChallengeWay, challengeEvents } from './events.ts'

// State

export interface IssuedChallenge {
  readonly purpose: ChallengePurpose
  readonly via: ChallengeWay
  readonly flowId: string
  /** Whose it is; `null` for a recovery that names nobody. */
  readonly profileId: string | null
  /** Where the present issue goes; `null` for an authenticator. */
  readonly to: Sealed<string | null>
  /** Number of the present issue, from 1. Only its code or token passes. */
  readonly issue: number
  readonly issuedAt: Instant
  readonly until: Instant
  readonly decoy: boolean
  /** Whether the present issue was handed over. */
  readonly sent: boolean
  /** Wrong tries over all issues. */
  readonly failures: number
}

export type Challenge =
  | { readonly status: 'absent' }
  | (IssuedChallenge & { readonly status: 'open' | 'expired' })
  | (IssuedChallenge & { readonly status: 'passed'; readonly passedAt: Instant })

export const noChallenge: Challenge = { status: 'absent' }

/** Wrong tries that burn a challenge; a new issue does not give new ones (`security.md`, one-time code). */
export const mostFailures = 5
export const resendAfter = seconds(60)

/** How long one issue can be answered. */
export const lifetimeOf = (via: ChallengeWay): number => (via === 'mail' ? hours(24) : minutes(5))

// Evolve

const issued = (challenge: Challenge, event: Recorded<ChallengeEvent & { type: 'ChallengeIssued' }>) => {
  const failures = challenge.status === 'absent' ? 0 : challenge.failures
  return { status: 'open', ...event.data, issuedAt: event.at, sent: false, failures } as const
}

/** Adds one event. What has been passed stays passed; an event before the first issue changes nothing. */
export const evolve = (challenge: Challenge, event: Recorded<ChallengeEvent>): Challenge => {
  if (challenge.status === 'passed') return challenge
  if (event.type === 'ChallengeIssued') return issued(challenge, event)
  if (challenge.status === 'absent') return challenge
  return match(event)
    .returnType<Challenge>()
    .with({ type: 'ChallengeSent' }, ({ data }) =>
      data.issue === challenge.issue ? { ...challenge, sent: true } : challenge,
    )
    .with({ type: 'ChallengeFailed' }, () => ({ ...challenge, failures: challenge.failures + 1 }))
    .with({ type: 'ChallengePassed' }, ({ at }) => ({ ...challenge, status: 'passed', passedAt: at }))
    .with({ type: 'ChallengeExpired' }, () => ({ ...challenge, status: 'expired' }))
    .exhaustive()
}

export const challenge: Aggregate<Challenge, ChallengeEvent, 'challenge'> = {
  category: 'challenge',
  owns: oneOf(challengeEvents),
  initial: noChallenge,
  evolve,
}

// Decisions

export type ChallengeRefusal =
  /** No such challenge, or not for this purpose, or of another browser's flow. */
  | 'ChallengeNotFound'
  | 'ChallengeAlreadyPassed'
  /** Five wrong tries: the flow has to be begun anew. */
  | 'ChallengeBurned'
  | 'ChallengeExpired'
  /** It was right once, but a newer one has been issued since. */
  | 'ChallengeSuperseded'
  | 'ResendTooSoon'

type Result = Decided<ChallengeEvent, ChallengeRefusal>
export type ChallengeDecision = (challenge: Challenge) => Result

export interface ChallengeToIssue {
  readonly purpose: ChallengePurpose
  readonly via: ChallengeWay
  readonly flowId: string
  readonly profileId: string | null
  /** E.164 or an address; `null` for an authenticator. */
  readonly to: string | null
  readonly decoy: boolean
}

const isSameFlow = (present: IssuedChallenge, asked: ChallengeToIssue): boolean =>
  present.purpose === asked.purpose &&
  present.via === asked.via &&
  present.flowId === asked.flowId &&
  present.profileId === asked.profileId

const issueNumber = (issue: number, asked: ChallengeToIssue, now: Instant): Result =>
  record({ type: 'ChallengeIssued', data: { ...asked, issue, until: now + lifetimeOf(asked.via) } })

const isResend = (present: IssuedChallenge, asked: ChallengeToIssue): boolean =>
  present.via !== 'authenticator' && present.to === asked.to

/**
 * Issues a code or a link, or the next one: only the newest counts. The same address waits 60 s between two; a
 * corrected address does not. What a number or an ip may ask for in all is limited outside, and so is how often a
 * Profile's authenticator may be tried over all challenges: nothing is sent that would limit it.
 */
export const issue =
  (asked: ChallengeToIssue, now: Instant): ChallengeDecision =>
  (present) => {
    if (present.status === 'absent') return issueNumber(1, asked, now)
    if (!isSameFlow(present, asked)) return refuse('ChallengeNotFound')
    if (present.status === 'passed') return refuse('ChallengeAlreadyPassed')
    if (present.failures >= mostFailures) return refuse('ChallengeBurned')
    const again = present.issuedAt + resendAfter
    return isResend(present, asked) && now < again
      ? refuse('ResendTooSoon', { retryAfter: secondsUntil(again, now) })
      : issueNumber(present.issue + 1, asked, now)
  }

/** Notes that an issue's SMS or letter was handed over; a newer issue's does not wait for it. */
export const markSent =
  (issueSent: number): ChallengeDecision =>
  (present) =>
    present.status === 'open' && present.issue === issueSent && !present.sent
      ? record({ type: 'ChallengeSent', data: { issue: issueSent } })
      : nothingToDo

/** An answer as it was compared outside, with the vault's key. */
export interface Answer {
  readonly purpose: ChallengePurpose
  /** The flow of the browser that answers; a letter's link may be opened in any, so mail does not look at it. */
  readonly flowId: string | null
  /** The issue whose code or token was given; `null` when it is none of this challenge's. */
  readonly matches: number | null
}

const belongs = (present: IssuedChallenge, { purpose, flowId }: Answer): boolean =>
  present.purpose === purpose && (present.via === 'mail' || present.flowId === flowId)

const tell = (present: IssuedChallenge, { matches }: Answer): Result => {
  const { issue: number, decoy } = present
  if (decoy || matches === null || matches > number)
    return record({ type: 'ChallengeFailed', data: { issue: number } })
  return matches === number
    ? record({ type: 'ChallengePassed', data: { issue: number } })
    : refuse('ChallengeSuperseded')
}

/**
 * Takes an answer. A wrong one is recorded and is no refusal: whether it was right is told by `isPassed` of the
 * outcome's state, or by `proofOf`. Each try is decided on what all earlier ones have left, so tries in parallel
 * get five failures together, whatever each has compared before. The code of an older issue costs no try.
 */
export const check =
  (answer: Answer, now: Instant): ChallengeDecision =>
  (present) => {
    if (present.status === 'absent' || !belongs(present, answer)) return refuse('ChallengeNotFound')
    if (present.status === 'passed') return refuse('ChallengeAlreadyPassed')
    if (present.failures >= mostFailures) return refuse('ChallengeBurned')
    if (present.status === 'expired' || now >= present.until) return refuse('ChallengeExpired')
    return tell(present, answer)
  }

/** Notes that the present issue was not answered in time; a new one may still be issued. */
export const expire =
  (now: Instant): ChallengeDecision =>
  (present) =>
    present.status === 'open' && now >= present.until
      ? record({ type: 'ChallengeExpired', data: { issue: present.issue } })
      : nothingToDo

export const isPassed = (present: Challenge): boolean => present.status === 'passed'

/** Tries that are left. */
export const triesLeft = (present: Challenge): number =>
  present.status === 'absent' ? 0 : Math.max(0, mostFailures - present.failures)
