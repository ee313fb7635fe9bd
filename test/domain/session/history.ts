import { type RevocationCause, type SessionEvent, session } from '../../../domain/session/session.ts'
import { histories } from '../given-when-then.ts'

export const given = histories(session)

export const openedBySip = (accountId = 'a'): SessionEvent => ({
  type: 'SessionOpened',
  data: { entry: 'sip', accountId, profileId: null, secondFactor: null },
})
export const openedByProfile = (secondFactor: 'sms' | 'totp' | null = null): SessionEvent => ({
  type: 'SessionOpened',
  data: { entry: 'profile', accountId: null, profileId: 'p1', secondFactor },
})
export const profileProven = (secondFactor: 'sms' | 'totp' | null = null): SessionEvent => ({
  type: 'ProfileProven',
  data: { profileId: 'p1', secondFactor },
})
export const factorPassed: SessionEvent = { type: 'SecondFactorPassed', data: { challengeId: 'c1' } }
export const accountChosen = (accountId = 'a'): SessionEvent => ({
  type: 'AccountChosen',
  data: { accountId },
})
export const closed: SessionEvent = { type: 'SessionClosed', data: {} }
export const revoked = (cause: RevocationCause = 'passwordChanged'): SessionEvent => ({
  type: 'SessionRevoked',
  data: { cause },
})

/** One history for every place that a session can be at. */
export const historyOf = {
  absent: [],
  linkOrRegister: [openedBySip()],
  secondFactor: [openedByProfile('sms')],
  accountChoice: [openedByProfile()],
  open: [openedByProfile(), accountChosen()],
  ended: [openedByProfile(), accountChosen(), closed],
} as const
