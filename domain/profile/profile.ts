import { match } from 'ts-pattern'
import { type Aggregate, type Decided, refuse } from '../decision.ts'
import { oneOf, type Recorded } from '../event.ts'
import type { Instant } from '../instant.ts'
import type { Sealed } from '../sealed.ts'
import { type OtherService, type ProfileEvent, profileEvents } from './events.ts'

// State

export interface RecoveryCodes {
  readonly ref: string
  readonly count: number
  /** Slots of those that are spent. */
  readonly used: readonly number[]
}

export type SecondFactor =
  | { readonly method: 'sms' }
  | { readonly method: 'totp'; readonly totpRef: string; readonly recoveryCodes: RecoveryCodes | null }

export interface Person {
  readonly lastName: Sealed<string>
  readonly firstName: Sealed<string>
  /** E.164; a login, and where codes go. */
  readonly phone: Sealed<string>
  /** Confirmed; a login too. */
  readonly email: Sealed<string>
}

/** `blocked`: the password is not accepted until it is recovered or staff unblock it; open sessions go on. */
export type RegisteredProfile = Person & {
  readonly status: 'active' | 'blocked'
  readonly registrationId: string
  readonly registeredAt: Instant
  readonly phoneSince: Instant
  readonly pendingEmail: { readonly email: Sealed<string>; readonly challengeId: string } | null
  readonly offer: { readonly version: string; readonly acceptedAt: Instant } | null
  readonly passwordRef: string
  readonly passwordSince: Instant
  /** The phone's challenge that the last recovery rested on. */
  readonly recoveredBy: string | null
  readonly twoFactor: SecondFactor | null
  /** Authenticators that were ever switched on: one that was let go is destroyed, and cannot come back. */
  readonly totpRefs: readonly string[]
  /** Linked SIP accounts, in the order in which they were linked (M13). */
  readonly accounts: readonly string[]
  /** Accounts that may not be linked until the bar is lifted (M18). */
  readonly barred: readonly string[]
  /** Accounts of other services (M12), by type. */
  readonly services: Readonly<Partial<Record<OtherService, Sealed<string>>>>
}

/** What was destroyed, by kinds, references and counts (M19). */
export type Destroyed = (ProfileEvent & { readonly type: 'ErasureCertified' })['data']

/** Nothing of the person is left in it (M19); what is to be released and destroyed, the stream's own events tell. */
export interface ErasedProfile {
  readonly status: 'erased'
  readonly erasedAt: Instant
  /** `null` until everything is destroyed. */
  readonly certificate: { readonly certifiedAt: Instant; readonly destroyed: Destroyed } | null
}

export type Profile = { readonly status: 'absent' } | RegisteredProfile | ErasedProfile

export const noProfile: Profile = { status: 'absent' }

// Evolve

type Of<Type> = Recorded<ProfileEvent & { readonly type: Type }>

const begin = ({ data, at }: Of<'ProfileRegistered'>): RegisteredProfile => ({
  status: 'active',
  ...data,
  registeredAt: at,
  phoneSince: at,
  passwordSince: at,
  pendingEmail: null,
  offer: null,
  recoveredBy: null,
  twoFactor: null,
  totpRefs: [],
  accounts: [],
  barred: [],
  services: {},
})

/** References of the secrets that are in force. */
export const secretsInForce = (profile: Profile): readonly string[] => {
  if (profile.status === 'absent' || profile.status === 'erased') return []
  const { passwordRef, twoFactor } = profile
  if (twoFactor?.method !== 'totp') return [passwordRef]
  const codes = twoFactor.recoveryCodes === null ? [] : [twoFactor.recoveryCodes.ref]
  return [passwordRef, twoFactor.totpRef, ...codes]
}

const afterErasure = (profile: ErasedProfile, { type, data, at }: Recorded<ProfileEvent>): ErasedProfile =>
  type === 'ErasureCertified' && profile.certificate === null
    ? { ...profile, certificate: { certifiedAt: at, destroyed: data } }
    : profile

const factor = ({ data }: Of<'TwoFactorEnabled'>): SecondFactor =>
  data.method === 'sms' || data.totpRef === null
    ? { method: 'sms' }
    : { method: 'totp', totpRef: data.totpRef, recoveryCodes: null }

const enable = (profile: RegisteredProfile, enabled: Of<'TwoFactorEnabled'>): RegisteredProfile => {
  const { totpRef } = enabled.data
  const totpRefs = totpRef === null ? profile.totpRefs : together(profile.totpRefs, totpRef)
  return { ...profile, twoFactor: factor(enabled), totpRefs }
}

const withCodes = (
  profile: RegisteredProfile,
  next: (present: RecoveryCodes | null) => RecoveryCodes | null,
): RegisteredProfile => {
  const { twoFactor } = profile
  if (twoFactor?.method !== 'totp') return profile
  return { ...profile, twoFactor: { ...twoFactor, recoveryCodes: next(twoFactor.recoveryCodes) } }
}

const spend = (codes: RecoveryCodes | null, slot: number): RecoveryCodes | null =>
  codes === null ? null : { ...codes, used: together(codes.used, slot) }

const without = <T>(all: readonly T[], one: T): readonly T[] => all.filter((each) => each !== one)
const together = <T>(all: readonly T[], one: T): readonly T[] => [...without(all, one), one]

const unlinkService = (profile: RegisteredProfile, service: OtherService): RegisteredProfile => {
  const { [service]: _, ...services } = profile.services
  return { ...profile, services }
}

/** Another password. What was asked for under the one before is void: whoever knew it may have asked. */
const renewed = (profile: RegisteredProfile, passwordRef: string, at: Instant): RegisteredProfile => ({
  ...profile,
  passwordRef,
  passwordSince: at,
  pendingEmail: null,
})

type Change = Exclude<ProfileEvent, { type: 'ProfileRegistered' | 'ProfileErased' | 'ErasureCertified' }>

const change = (profile: RegisteredProfile, event: Recorded<Change>): RegisteredProfile =>
  match(event)
    .returnType<RegisteredProfile>()
    .with({ type: 'OfferAccepted' }, ({ data }) => ({ ...profile, offer: data }))
    .with({ type: 'PhoneChanged' }, ({ data, at }) => ({ ...profile, phone: data.phone, phoneSince: at }))
    .with({ type: 'EmailChangeRequested' }, ({ data }) => ({ ...profile, pendingEmail: data }))
    .with({ type: 'EmailChangeCancelled' }, () => ({ ...profile, pendingEmail: null }))
    .with({ type: 'EmailConfirmed' }, ({ data }) => ({ ...profile, email: data.email, pendingEmail: null }))
    .with({ type: 'ProfilePasswordChanged' }, ({ data, at }) => renewed(profile, data.passwordRef, at))
    .with({ type: 'ProfilePasswordRehashed' }, ({ data }) => ({ ...profile, ...data }))
    .with({ type: 'PasswordRecovered' }, ({ data, at }) => ({
      ...renewed(profile, data.passwordRef, at),
      recoveredBy: data.challengeId,
    }))
    .with({ type: 'TwoFactorEnabled' }, (enabled) => enable(profile, enabled))
    .with({ type: 'TwoFactorDisabled' }, () => ({ ...profile, twoFactor: null }))
    .with({ type: 'RecoveryCodesIssued' }, ({ data }) =>
      withCodes(profile, () => ({ ref: data.recoveryCodesRef, count: data.count, used: [] })),
    )
    .with({ type: 'RecoveryCodeUsed' }, ({ data }) => withCodes(profile, (codes) => spend(codes, data.slot)))
    .with({ type: 'AccountLinked' }, ({ data }) => ({
      ...profile,
      accounts: together(profile.accounts, data.accountId),
    }))
    .with({ type: 'AccountUnlinked' }, ({ data }) => ({
      ...profile,
      accounts: without(profile.accounts, data.accountId),
    }))
    .with({ type: 'AccountBarred' }, ({ data }) => ({
      ...profile,
      barred: together(profile.barred, data.accountId),
    }))
    .with({ type: 'AccountUnbarred' }, ({ data }) => ({
      ...profile,
      barred: without(profile.barred, data.accountId),
    }))
    .with({ type: 'OtherServiceLinked' }, ({ data }) => ({
      ...profile,
      services: { ...profile.services, [data.service]: data.account },
    }))
    .with({ type: 'OtherServiceUnlinked' }, ({ data }) => unlinkService(profile, data.service))
    .with({ type: 'SignInBlocked' }, () => ({ ...profile, status: 'blocked' }))
    .with({ type: 'SignInUnblocked' }, () => ({ ...profile, status: 'active' }))
    .exhaustive()

/** Adds one event. Before its registration nothing changes it; once erased it stays erased, whatever follows. */
export const evolve = (profile: Profile, event: Recorded<ProfileEvent>): Profile => {
  if (profile.status === 'erased') return afterErasure(profile, event)
  if (event.type === 'ProfileErased') return { status: 'erased', erasedAt: event.at, certificate: null }
  if (event.type === 'ErasureCertified') return profile
  if (event.type === 'ProfileRegistered') return profile.status === 'absent' ? begin(event) : profile
  return profile.status === 'absent' ? profile : change(profile, event)
}

export const profile: Aggregate<Profile, ProfileEvent, 'profile'> = {
  category: 'profile',
  owns: oneOf(profileEvents),
  initial: noProfile,
  evolve,
}

// Refusals

export type ProfileRefusal =
  | 'ProfileNotFound'
  | 'ProfileErased'
  /** There is no certificate for who is not erased. */
  | 'ProfileNotErased'
  | 'ProfileExists'
  /** Its password is not accepted until it is recovered. */
  | 'SignInBlocked'
  /** M18: staff have barred the Profile from linking this account. */
  | 'AccountBarred'
  | 'EmailInvalid'
  /** No change of the e-mail waits for this confirmation. */
  | 'EmailChangeNotPending'
  /** The code or link was confirmed for something else than what it is given for. */
  | 'ProofMismatch'
  /** What was confirmed has been used, or overtaken by a later change. */
  | 'ProofUsed'
  | 'ProofTooOld'
  /** Recovery with two-factor on wants the e-mail's link too (`due`: emailLink). */
  | 'SecondProofRequired'
  | 'TwoFactorOff'
  | 'RecoveryCodeUsed'
  | 'OtherAccountInvalid'

export type ProfileDecided = Decided<ProfileEvent, ProfileRefusal>
export type ProfileDecision = (profile: Profile) => ProfileDecided

/** Decides on a Profile that exists, and refuses for all others. */
export const onRegistered =
  (decide: (profile: RegisteredProfile) => ProfileDecided): ProfileDecision =>
  (present) =>
    match(present)
      .returnType<ProfileDecided>()
      .with({ status: 'absent' }, () => refuse('ProfileNotFound'))
      .with({ status: 'erased' }, () => refuse('ProfileErased'))
      .with({ status: 'active' }, { status: 'blocked' }, decide)
      .exhaustive()
