import type { DomainEvent } from '../../../application/events/event-contract.ts'
import type { Circumstances } from '../../../application/events/metadata.ts'
import type { StreamName } from '../../../application/ports/event-store.ts'
import type { Subject } from '../../../application/ports/sealing.ts'
import type { AnyEvent } from '../../../domain/event.ts'
import { registered } from '../../domain/profile/history.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { circumstances } from '../circumstances.ts'
import { manager, readableCabinet } from './readable-cabinet.ts'

export const byProfile = (id: string): Circumstances =>
  circumstances({ actor: { type: 'profile', id }, ip: '192.0.2.44', userAgent: 'Safari' })

/** Records events as they are, through the real codec, at the end of a stream. */
export const tell = async (
  { log, side }: ReturnType<typeof readableCabinet>,
  stream: StreamName,
  owner: Subject,
  asked: Circumstances,
  ...events: readonly (AnyEvent & DomainEvent)[]
): Promise<bigint> => {
  const last = rightOf(await log.readStream(stream, { direction: 'backwards', limit: 1 })())[0]
  const [first, ...rest] = await side.codec.encode(stream, owner, events, asked, side.clock.now())
  if (first === undefined) throw new Error('nothing is told')
  return rightOf(await log.append(stream, last?.revision ?? 'noStream', [first, ...rest])()).position
}

const code = { purpose: 'registrationPhone', via: 'sms', flowId: 'p1', until: 1, decoy: false } as const

/**
 * A Profile p1 from its registration, begun with account a1, to its work in a2, from which a manager withdraws it; a
 * colleague's Profile p2 beside it.
 */
export const withProfiles = async () => {
  const cabinet = readableCabinet()
  await cabinet.open('a1')
  await cabinet.open('a2', { number: '+79260250774' })
  const told = (stream: StreamName, asked: Circumstances, ...events: readonly (AnyEvent & DomainEvent)[]) =>
    tell(cabinet, stream, 'profile-p1', asked, ...events)
  const bySip = circumstances({ actor: { type: 'sip', id: 'a1' }, ip: '192.0.2.9', sessionId: 's1' })
  await told('session-s1', bySip, {
    type: 'SessionOpened',
    data: { entry: 'sip', accountId: 'a1', profileId: null, secondFactor: null },
  })
  await told('registration-p1', bySip, {
    type: 'RegistrationStarted',
    data: { profileId: 'p1', accountId: 'a1', sipPasswordRef: 'r1', until: 1 },
  })
  await told('challenge-c1', bySip, {
    type: 'ChallengeIssued',
    data: { ...code, profileId: 'p1', issue: 1, to: '+79031112233' },
  })
  await told('challenge-c1', bySip, { type: 'ChallengeFailed', data: { issue: 1 } })
  await told('challenge-c1', bySip, { type: 'ChallengePassed', data: { issue: 1 } })
  await told('registration-p1', bySip, { type: 'RegistrationPhoneConfirmed', data: {} })
  await told('claim-profilePhone-h', bySip, { type: 'ClaimReserved', data: { owner: 'p1', until: null } })
  await told('profile-p1', bySip, registered(), { type: 'AccountLinked', data: { accountId: 'a1' } })
  await told('session-s1', bySip, { type: 'ProfileProven', data: { profileId: 'p1', secondFactor: null } })
  await told('profile-p1', byProfile('p1'), { type: 'AccountLinked', data: { accountId: 'a2' } })
  await told('session-s1', byProfile('p1'), { type: 'AccountChosen', data: { accountId: 'a2' } })
  await told('profile-p1', byProfile('p1'), {
    type: 'PhoneChanged',
    data: { phone: '+79031112244', challengeId: 'c2' },
  })
  await told(
    'profile-p1',
    { ...manager, reason: 'Ёлкина has left us' },
    {
      type: 'AccountUnlinked',
      data: { accountId: 'a2' },
    },
    { type: 'AccountBarred', data: { accountId: 'a2' } },
  )
  await told('session-s1', manager, { type: 'SessionRevoked', data: { cause: 'accessWithdrawn' } })
  const since = await tell(cabinet, 'profile-p2', 'profile-p2', byProfile('p2'), registered(), {
    type: 'AccountLinked',
    data: { accountId: 'a1' },
  })
  return { cabinet, since }
}
