import { describe, expect, it } from 'vitest'
import { checkMessages } from './check-messages.ts'
import { logBook } from './log-book.ts'
import type { LoggedEvent } from './log-copy.ts'

type Told = readonly [stream: string, type: string, data?: Readonly<Record<string, unknown>>, cause?: string]

/** A log as these events make it; an event that others follow from is named by its stream and type. */
const bookOf = (...told: readonly Told[]) => {
  const revisions = new Map<string, number>()
  const events = told.map(([stream, type, data = {}, cause], index): LoggedEvent => {
    const revision = revisions.get(stream) ?? 0
    revisions.set(stream, revision + 1)
    return {
      ...{ position: index + 1, stream, revision, id: `${stream} ${revision}`, type, data, remaining: 0 },
      metadata: {
        ...{ correlationId: 'c', occurredAt: '2026-11-23T06:00:00.000Z', channel: 'web' },
        actor: { type: 'profile', id: 'p' },
        ...(cause === undefined ? {} : { causationId: cause }),
      },
    }
  })
  const book = logBook()
  book.add(events)
  return book
}

const issued = (said: Record<string, unknown> = {}): Told => [
  'challenge-c',
  'ChallengeIssued',
  { purpose: 'signIn', via: 'sms', decoy: false, issue: 1, profileId: 'p', ...said },
]
const requested = (purpose: string, cause: string, kind = 'sms', stream = 'message-m'): Told =>
  [...[stream, 'MessageRequested', { kind, purpose }, cause]] as const
const handedOver: Told = ['message-m', 'MessageHandedOver', {}, 'challenge-c 0']
const sent: Told = ['challenge-c', 'ChallengeSent', { issue: 1 }]
const code = requested('oneTimeCode', 'challenge-c 0')
const notice = (type: string): Told => ['profile-p', type]

const found =
  (told: readonly Told[], hasGateway = true) =>
  () =>
    checkMessages(bookOf(...told), hasGateway)

describe('the torture finds, of messages', () => {
  it.each<readonly [string, readonly Told[], RegExp]>([
    ['a code that was not sent', [issued()], /none was requested/],
    [
      'a letter that was not sent',
      [issued({ via: 'mail', purpose: 'registrationEmail' })],
      /none was requested/,
    ],
    ['a notice that was not sent', [notice('TwoFactorDisabled')], /none was requested/],
    [
      'an owner of a taken phone who is not told',
      [issued({ purpose: 'phoneChange', decoy: true })],
      /none was/,
    ],
    [
      'a code to whom nobody asked',
      [requested('oneTimeCode', 'nothing'), handedOver],
      /nobody has asked for/,
    ],
    ['a decoy that was sent', [issued({ decoy: true }), code, handedOver], /nobody has asked for/],
    [
      'a notice of nothing',
      [notice('AccountLinked'), requested('x', 'profile-p 0'), handedOver],
      /nobody has asked/,
    ],
    [
      'a letter in a code’s place',
      [issued(), requested('oneTimeCode', 'challenge-c 0', 'mail'), handedOver],
      /no oneTimeCode by sms/,
    ],
    [
      'the wrong notice',
      [notice('TwoFactorEnabled'), requested('twoFactorDisabled', 'profile-p 0', 'mail'), handedOver],
      /no twoFactorEnabled by mail/,
    ],
    [
      'a changed phone of which no letter tells',
      [notice('PhoneChanged'), requested('phoneChanged', 'profile-p 0'), handedOver],
      /none was requested/,
    ],
    [
      'recovery codes by themselves of which nobody is told',
      [notice('RecoveryCodeUsed'), notice('RecoveryCodesIssued')],
      /none was requested/,
    ],
    ['a code that waits for ever', [issued(), code], /not ended exactly once/],
    ['a code that ended twice', [issued(), code, handedOver, handedOver], /not ended exactly once/],
    [
      'two messages of one code',
      [issued(), code, handedOver, requested('oneTimeCode', 'challenge-c 0', 'sms', 'message-n')],
      /more messages follow/,
    ],
    ['a challenge told twice', [issued(), code, handedOver, sent, sent], /told twice/],
    [
      'a challenge told of what never left',
      [issued(), code, ['message-m', 'MessageFailed'], sent],
      /told of a code that was not sent/,
    ],
    [
      'a message that left parked',
      [issued(), code, ['message-m', 'MessageParked'], handedOver],
      /while it was parked/,
    ],
    [
      'one that goes on after its end',
      [issued(), code, handedOver, ['message-m', 'MessageParked']],
      /after its end/,
    ],
  ])('%s', (_, told, says) => expect(found(told)).toThrow(says))
})

describe('the torture lets pass, of messages', () => {
  it.each<readonly [string, readonly Told[]]>([
    ['a code that was sent and told of', [issued(), code, handedOver, sent]],
    ['a code that failed', [issued(), code, ['message-m', 'MessageFailed']]],
    [
      'one that was parked, released, and left',
      [issued(), code, ['message-m', 'MessageParked'], ['message-m', 'MessageUnparked'], handedOver],
    ],
    [
      'an older code that a newer one made pointless',
      [issued(), issued({ issue: 2 }), requested('oneTimeCode', 'challenge-c 1'), handedOver],
    ],
    [
      'a decoy and an authenticator, of which nobody hears',
      [issued({ decoy: true }), issued({ via: 'authenticator' })],
    ],
    ['a notice to somebody who is erased', [notice('TwoFactorDisabled'), notice('ProfileErased')]],
    [
      'a letter of a registration that was given up',
      [issued({ via: 'mail', purpose: 'registrationEmail' }), ['registration-p', 'RegistrationAbandoned']],
    ],
    [
      'a notice',
      [notice('TwoFactorDisabled'), requested('twoFactorDisabled', 'profile-p 0', 'mail'), handedOver],
    ],
    [
      'both notices of a phone',
      [
        ...[notice('PhoneChanged'), requested('phoneChangedLetter', 'profile-p 0', 'mail'), handedOver],
        requested('phoneChanged', 'profile-p 0', 'sms', 'message-n'),
        ['message-n', 'MessageHandedOver'],
      ],
    ],
    [
      'recovery codes that came with an authenticator',
      [
        ...[notice('TwoFactorEnabled'), notice('RecoveryCodesIssued')],
        ...[requested('twoFactorEnabled', 'profile-p 0', 'mail'), handedOver],
      ],
    ],
    [
      'an e-mail confirmed in a registration, of which nobody is told',
      [['registration-p', 'EmailConfirmed']],
    ],
  ])('%s', (_, told) => expect(found(told)).not.toThrow())

  it('a message that waits where there is no gateway', () => {
    expect(found([issued(), code], false)).not.toThrow()
  })
})
