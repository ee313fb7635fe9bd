import { z } from 'zod'
import type { Past } from '../../application/reading/past-reading.ts'
import type { ErasedProfile, RegisteredProfile } from '../../domain/profile/profile.ts'
import type { ProvisionedAccount } from '../../domain/sip-account/sip-account.ts'
import { exampleAccountId, exampleInstant, id, instant, phoneNumber, sealedText, timeOf } from './basics.ts'
import { accountStatus, routingMode } from './dashboard.ts'
import { exampleProfileId } from './desk-profile.ts'
import { shownTwoFactor, twoFactorView } from './profile.ts'

/** Which event made the state so. */
const made = {
  revision: z.int().meta({ minimum: 0, description: 'Of the event that made it so, in its stream.' }),
  recordedAt: instant.meta({ description: 'When that event was recorded. RFC 3339, UTC.' }),
  recordedIn: z.string().meta({ description: 'Place of that event in the log.' }),
}

export const accountState = z
  .strictObject({
    account: id,
    ...made,
    state: z.strictObject({
      status: accountStatus,
      number: phoneNumber,
      routing: routingMode,
      trunkLimit: z.int().meta({ minimum: 1, maximum: 20 }),
      callerId: sealedText().nullable(),
      tariffOption: z.string().nullable().meta({ description: 'null for the basic tariff.' }),
    }),
  })
  .meta({ id: 'AccountState', description: 'An account as it was.' })

export type AccountStateBody = z.infer<typeof accountState>

const registeredState = z.strictObject({
  status: z.enum(['active', 'blocked']),
  lastName: sealedText(),
  firstName: sealedText(),
  phone: phoneNumber,
  phoneSince: instant,
  email: sealedText(),
  pendingEmail: sealedText().nullable(),
  registeredAt: instant,
  passwordSince: instant,
  twoFactor: twoFactorView,
  offer: z.strictObject({ version: z.string(), acceptedAt: instant }).nullable(),
  accounts: z.array(id).meta({ description: 'Ids of the linked SIP accounts (M13).' }),
  barred: z.array(id).meta({ description: 'Ids of accounts that it may not link (M18).' }),
  services: z
    .array(z.strictObject({ service: z.string(), account: sealedText() }))
    .meta({ description: 'Accounts of other services (M12).' }),
})

const erasedState = z.strictObject({
  status: z.literal('erased'),
  erasedAt: instant,
  certifiedAt: instant.nullable().meta({ description: 'null until everything was destroyed.' }),
})

export const profileState = z
  .strictObject({ profile: id, ...made, state: z.union([registeredState, erasedState]) })
  .meta({
    id: 'ProfileState',
    description: 'A Profile as it was. Of who is erased since nothing personal is left.',
  })

export type ProfileStateBody = z.infer<typeof profileState>

const exampleMade = { revision: 5, recordedAt: exampleInstant, recordedIn: '1042' }

export const exampleAccountState: AccountStateBody = {
  account: exampleAccountId,
  ...exampleMade,
  state: {
    ...{ status: 'active', number: '+79260250730', routing: 'SIP', trunkLimit: 5 },
    ...{ callerId: null, tariffOption: null },
  },
}

export const exampleProfileState: ProfileStateBody = {
  profile: exampleProfileId,
  ...exampleMade,
  state: {
    ...{ status: 'active', lastName: 'Иванов', firstName: 'Иван', email: 'ivan@example.com' },
    ...{ phone: '+79031112233', phoneSince: exampleInstant, pendingEmail: null },
    ...{ registeredAt: exampleInstant, passwordSince: exampleInstant, twoFactor: { method: 'sms' } },
    offer: { version: '2026-11-01', acceptedAt: exampleInstant },
    ...{ accounts: [exampleAccountId], barred: [], services: [] },
  },
}

const shownMade = ({ revision, recordedAt, recordedIn }: Past<unknown>) => ({
  revision,
  recordedAt: timeOf(recordedAt),
  recordedIn: recordedIn.toString(),
})

/** An account as it was; where the vault keeps its password says nothing to anybody. */
export const shownAccountState = (account: string, past: Past<ProvisionedAccount>): AccountStateBody => {
  const { status, number, routing, trunkLimit, callerId, tariffOption } = past.state
  return {
    account,
    ...shownMade(past),
    state: { status, number, routing, trunkLimit, callerId, tariffOption },
  }
}

const shownErased = ({ erasedAt, certificate }: ErasedProfile): ProfileStateBody['state'] => ({
  status: 'erased',
  erasedAt: timeOf(erasedAt),
  certifiedAt: certificate === null ? null : timeOf(certificate.certifiedAt),
})

const shownRegistered = (state: RegisteredProfile): ProfileStateBody['state'] => {
  const { status, lastName, firstName, phone, email, pendingEmail, twoFactor, offer, services } = state
  return {
    ...{ status, lastName, firstName, phone, email },
    phoneSince: timeOf(state.phoneSince),
    pendingEmail: pendingEmail?.email ?? null,
    registeredAt: timeOf(state.registeredAt),
    passwordSince: timeOf(state.passwordSince),
    twoFactor: shownTwoFactor(twoFactor),
    offer: offer === null ? null : { version: offer.version, acceptedAt: timeOf(offer.acceptedAt) },
    accounts: [...state.accounts],
    barred: [...state.barred],
    services: Object.entries(services).flatMap(([service, account]) =>
      account === undefined ? [] : [{ service, account }],
    ),
  }
}

/** A Profile as it was, without the names of its secrets. */
export const shownProfileState = (
  profile: string,
  past: Past<RegisteredProfile | ErasedProfile>,
): ProfileStateBody => ({
  profile,
  ...shownMade(past),
  state: past.state.status === 'erased' ? shownErased(past.state) : shownRegistered(past.state),
})
