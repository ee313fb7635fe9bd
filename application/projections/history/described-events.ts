import type { Instant } from '../../../domain/instant.ts'
import type { EventType } from '../../events/event-contract.ts'
import type { ProjectedEvent, SealedField } from '../../events/projected-event.ts'
import type { Json } from '../../ports/event-store.ts'
import type { HistoryValue } from './history-entry.ts'

type DataOf<Type extends EventType> = Extract<ProjectedEvent, { readonly type: Type }>['data']

/** What an auditor is shown of one type of event. */
interface DescribedEvent<Data> {
  /** The fields that the event sets, by the names that the auditor knows them by; `null` takes a value away. */
  readonly sets: Readonly<Record<string, (data: Data) => HistoryValue | null>>
  /** Whether the account's subscriber sees it too (`rest.md`, the subscriber's own history). */
  readonly forSubscriber: boolean
  /** Names the account that the event concerns, where the stream's own name does not. */
  readonly account?: (data: Data) => string | null
}

type DescribedEvents = { readonly [Type in EventType]: DescribedEvent<DataOf<Type>> }

const open = (value: Json): HistoryValue => ({ open: value })
const sealed = (field: SealedField): HistoryValue => ({ sealed: field })
const moment = (instant: Instant | null): HistoryValue | null =>
  instant === null ? null : open(new Date(instant).toISOString())
/** For a field whose value the type of the event alone tells. */
const becomes = (value: Json) => (): HistoryValue => open(value)
const secret = (): HistoryValue => ({ secret: true })
const nothing = (): null => null

const nothingSet = {}
const mine = { forSubscriber: true } as const
const staffOnly = { forSubscriber: false } as const

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
    sets: { session: becomes('open'), entry: ({ entry }) => open(entry) },
  },
  SessionClosed: { ...mine, sets: { session: becomes('closed') } },
  SessionRevoked: {
    ...mine,
    sets: { session: becomes('revoked'), cause: ({ cause }) => open(cause) },
  },
  SignInFailed: {
    ...mine,
    account: ({ accountId }) => accountId,
    sets: { failures: ({ count }) => open(count) },
  },
  SignInFailuresReset: { ...staffOnly, sets: { failures: becomes(0) } },

  MessageRequested: {
    ...mine,
    account: ({ accountId }) => accountId,
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

  ChallengeIssued: {
    ...staffOnly,
    sets: {
      challenge: becomes('open'),
      purpose: ({ purpose }) => open(purpose),
      via: ({ via }) => open(via),
      issue: ({ issue }) => open(issue),
      to: ({ to }) => sealed(to),
      until: ({ until }) => moment(until),
      // Whether it was a decoy is not shown: it tells whether a phone has a Profile.
    },
  },
  ChallengeSent: { ...staffOnly, sets: { challenge: becomes('sent') } },
  ChallengeFailed: { ...staffOnly, sets: { challenge: becomes('failed') } },
  ChallengePassed: { ...staffOnly, sets: { challenge: becomes('passed') } },
  ChallengeExpired: { ...staffOnly, sets: { challenge: becomes('expired') } },

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
}

const describe = <Type extends EventType>(event: EventOf<Type>): Description => {
  const described: DescribedEvent<DataOf<Type>> = describedEvents[event.type]
  return {
    sets: Object.entries(described.sets).map(([field, read]) => [field, read(event.data)]),
    forSubscriber: described.forSubscriber,
    accountId: described.account?.(event.data),
  }
}

/** What an event says, in the words of the history. */
export const descriptionOf = (event: ProjectedEvent): Description => describe<EventType>(event)

/** The types of the events that set a field: a filter by field is one by type. */
export const typesThatSet = (field: string): readonly string[] =>
  Object.entries(describedEvents)
    .filter(([, { sets }]) => Object.hasOwn(sets, field))
    .map(([type]) => type)
