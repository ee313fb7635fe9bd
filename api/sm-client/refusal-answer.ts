import { match } from 'ts-pattern'
import type { AccountRefusal } from '../../application/accounts/account-settings.ts'
import type { CredentialsRefusal } from '../../application/sign-in/sip-credentials.ts'
import type { RefusalOf } from '../../domain/decision.ts'
import {
  type Answer,
  parametersIncorrect,
  passwordIncorrect,
  subscriptionNotFound,
  unavailable,
} from './xml-answer.ts'

/** All that this door's use cases refuse. */
export type DoorRefusal = AccountRefusal | CredentialsRefusal | RefusalOf<'SipPasswordWeak'>

/** Seconds, where a refusal does not say how long. */
const shortWait = 2

/**
 * Why something was not done, in the four words that the real service's clients know.
 *
 * While sign-in is delayed (TooManyAttempts) the answer is 101 with Retry-After: a client cannot know more words, the
 * password would not be taken now, and a right one and a wrong one must look alike.
 *
 * A store that is away answers HTTP 503. The protocol has no word for it, and each of the four would be a lie that
 * hurts: 200 acknowledges what may be lost, 101 and 404 let clients throw good credentials away, 102 blames the
 * person. Every HTTP client knows a 503. What was asked for may have been recorded all the same; setting the same
 * value again records nothing more.
 */
export const refusalAnswer = ({ code, retryAfter }: DoorRefusal): Answer =>
  match(code)
    .returnType<Answer>()
    .with('CredentialsWrong', 'SipPasswordWeak', () => passwordIncorrect())
    .with('TooManyAttempts', () => passwordIncorrect(retryAfter ?? shortWait))
    .with('AccountNotFound', () => subscriptionNotFound)
    .with('ServiceSuspended', 'ServiceDisabled', 'TrunkLimitOutOfRange', () => parametersIncorrect)
    .with('StoreUnavailable', 'TooManyConflicts', () => unavailable(retryAfter ?? shortWait))
    .with(
      // Nothing that this door asks for is refused so. Were it ever, nothing was done.
      'RevisionStale',
      'IdempotencyKeyReused',
      'AccountExists',
      'CallerIdInvalid',
      'TooManyReminders',
      () => parametersIncorrect,
    )
    .exhaustive()
