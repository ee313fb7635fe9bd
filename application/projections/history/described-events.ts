import type { EventType } from '../../events/event-contract.ts'
import type { ProjectedEvent } from '../../events/projected-event.ts'
import { describedProfileEvents } from './described-profile-events.ts'
import { describedStaffEvents } from './described-staff-events.ts'
import {
  becomes,
  type DataOf,
  type DescribedEvent,
  type DescribedEvents,
  mine,
  moment,
  nothing,
  nothingSet,
  open,
  ownerOnly,
  sealed,
  secret,
  staffOnly,
} from './describing.ts'
import type { HistoryValue } from './history-entry.ts'

const attempts = (data: { readonly attempts: number }): HistoryValue => open(data.attempts)
const why = (data: { readonly why: string }): HistoryValue => open(data.why)

/** Every event that the log may hold; the compiler asks for what is missing. */
export const describedEvents: DescribedEvents = {
  SipAccountProvisioned: {
    ...mine,
    sets: {
      number: ({ number }) => sealed(number),
      status: becomes('active'),
      routing: ({ routing }) => open(routing),
      trunkLimit: ({ trunkLimit }) => open(trunkLimit),
      password: secret,
    },
  },
  RoutingChanged: { ...mine, sets: { routing: ({ mode }) => open(mode) } },
  TrunkLimitSet: { ...mine, sets: { trunkLimit: ({ lines }) => open(lines) } },
  PasswordChanged: { ...mine, sets: { password: secret } },
  PasswordReminderRequested: { ...mine, sets: nothingSet },
  CallerIdSet: { ...mine, sets: { callerId: ({ number }) => sealed(number) } },
  CallerIdCleared: { ...mine, sets: { callerId: nothing } },
  TariffOptionActivated: { ...mine, sets: { tariffOption: ({ name }) => open(name) } },
  TariffOptionDeactivated: { ...mine, sets: { tariffOption: nothing } },
  ServiceSuspended: { ...mine, sets: { status: becomes('suspended') } },
  ServiceResumed: { ...mine, sets: { status: becomes('active') } },
  ServiceDisabled: { ...mine, sets: { status: becomes('disabled') } },
  ServiceRestored: { ...mine, sets: { status: becomes('active') } },

  // Frequent, and on the dashboard anyway: it would bury the changes that somebody has made.
  BalanceReported: {
    ...staffOnly,
    sets: {
      balance: ({ kopecks, asOf }) => open({ kopecks, currency: 'RUB', asOf: new Date(asOf).toISOString() }),
    },
  },

  SessionOpened: {
    ...mine,
    account: ({ accountId }) => accountId,
    profile: ({ profileId }) => profileId,
    sets: { session: becomes('open'), entry: ({ entry }) => open(entry) },
  },
  ProfileProven: {
    ...ownerOnly,
    profile: ({ profileId }) => profileId,
    sets: { provenProfile: ({ profileId }) => open(profileId) },
  },
  SecondFactorPassed: { ...ownerOnly, sets: { secondFactor: becomes('passed') } },
  AccountChosen: {
    ...mine,
    account: ({ accountId }) => accountId,
    sets: { chosenAccount: ({ accountId }) => open(accountId) },
  },
  SessionConfirmed: { ...mine, sets: { confirmedBy: ({ by }) => open(by) } },
  SessionClosed: { ...mine, sets: { session: becomes('closed') } },
  SessionRevoked: {
    ...mine,
    sets: { session: becomes('revoked'), cause: ({ cause }) => open(cause) },
  },
  SignInFailed: {
    ...mine,
    account: ({ accountId }) => accountId,
    profile: ({ profileId }) => profileId,
    sets: {
      failures: ({ count }) => open(count),
      staffGuessedAt: ({ staffId }) => (staffId === null ? undefined : open(staffId)),
      serviceGuessedAt: ({ service }) => (service === null ? undefined : open(service)),
    },
  },
  SignInFailuresReset: { ...staffOnly, sets: { failures: becomes(0) } },

  MessageRequested: {
    ...mine,
    account: ({ accountId }) => accountId,
    profile: ({ profileId }) => profileId,
    sets: {
      message: becomes('requested'),
      kind: ({ kind }) => open(kind),
      purpose: ({ purpose }) => open(purpose),
      to: ({ to }) => sealed(to),
      deadline: ({ deadline }) => moment(deadline),
    },
  },
  MessageHandedOver: { ...mine, sets: { message: becomes('handedOver'), attempts } },
  MessageFailed: { ...mine, sets: { message: becomes('failed'), attempts, why } },
  MessageExpired: { ...mine, sets: { message: becomes('expired'), attempts } },
  // Staff's business: the message may still be sent, and then its end is told.
  MessageParked: { ...staffOnly, sets: { message: becomes('parked'), attempts, why } },
  MessageUnparked: { ...staffOnly, sets: { message: becomes('requested') } },

  ClaimReserved: {
    ...staffOnly,
    sets: {
      claim: becomes('reserved'),
      owner: ({ owner }) => open(owner),
      until: ({ until }) => moment(until),
    },
  },
  ClaimConfirmed: { ...staffOnly, sets: { claim: becomes('confirmed'), until: nothing } },
  ClaimReleased: { ...staffOnly, sets: { claim: becomes('released'), owner: nothing, until: nothing } },

  ...describedProfileEvents,
  ...describedStaffEvents,

  ApiTokenIssued: {
    ...staffOnly,
    sets: {
      token: becomes('issued'),
      label: ({ label }) => sealed(label),
      scopes: ({ scopes }) => open(scopes),
      expiresAt: ({ expiresAt }) => moment(expiresAt),
    },
  },
  ApiTokenRevoked: { ...staffOnly, sets: { token: becomes('revoked') } },
  HistoryQueried: { ...staffOnly, sets: { query: ({ query }) => sealed(query) } },

  MasterKeyRotationRequested: { ...staffOnly, sets: { masterKeyRotation: becomes('requested') } },
  MasterKeyRotated: {
    ...staffOnly,
    sets: { masterKeyRotation: becomes('done'), masterKeyId: ({ masterKeyId }) => open(masterKeyId) },
  },
  ViewsRebuildRequested: { ...staffOnly, sets: { viewsRebuild: becomes('requested') } },
  LogAccepted: { ...staffOnly, sets: { acceptedLogId: ({ logId }) => open(logId) } },
  ParkedRetryRequested: { ...staffOnly, sets: { retried: (data) => open({ ...data }) } },
  ParkedSkipRequested: { ...staffOnly, sets: { skipped: (data) => open({ ...data }) } },
  BackupRequested: {
    ...staffOnly,
    sets: { backup: becomes('requested'), directory: ({ directory }) => sealed(directory) },
  },
  BackupTaken: {
    ...staffOnly,
    sets: {
      backup: becomes('taken'),
      position: ({ position }) => open(position),
      bytes: ({ bytes }) => open(bytes),
    },
  },
  BackupRestored: {
    ...staffOnly,
    sets: {
      restoredFrom: ({ takenAt }) => moment(takenAt),
      position: ({ position }) => open(position),
      logKept: ({ logKept }) => open(logKept),
    },
  },
  LogCreated: { ...staffOnly, sets: { logId: ({ logId }) => open(logId) } },
}

/** One of the events, its type and its data bound together. */
type EventOf<Type extends EventType> = {
  readonly [T in Type]: { readonly type: T; readonly data: DataOf<T> }
}[Type]

export interface Description {
  readonly sets: readonly (readonly [field: string, value: HistoryValue | null])[]
  readonly forSubscriber: boolean
  /** `undefined`: the event does not say. */
  readonly accountId: string | null | undefined
  /** `undefined`: the event does not say. */
  readonly profileId: string | null | undefined
}

const describe = <Type extends EventType>(event: EventOf<Type>): Description => {
  const described: DescribedEvent<DataOf<Type>> = describedEvents[event.type]
  return {
    sets: Object.entries(described.sets).flatMap(([field, read]) => {
      const value = read(event.data)
      return value === undefined ? [] : [[field, value] as const]
    }),
    forSubscriber: described.forSubscriber,
    accountId: described.account?.(event.data),
    profileId: described.profile?.(event.data),
  }
}

/** What an event says, in the words of the history. */
export const descriptionOf = (event: ProjectedEvent): Description => describe<EventType>(event)

/** The types of the events that set a field: a filter by field is one by type. */
export const typesThatSet = (field: string): readonly string[] =>
  Object.entries(describedEvents)
    .filter(([, { sets }]) => Object.hasOwn(sets, field))
    .map(([type]) => type)

/** The types of the events that a Profile's owner sees of those that concern the Profile. */
export const typesForOwner: ReadonlySet<string> = new Set(
  Object.entries(describedEvents).flatMap(([type, { forOwner }]) => (forOwner ? [type] : [])),
)
