import { insist } from './finding.ts'
import type { LoggedEvent } from './log-copy.ts'

/** An account as the log tells it. Sealed values are known by the request that gave them. */
export interface AccountState {
  readonly status: 'active' | 'suspended' | 'disabled'
  readonly routing: string
  readonly trunkLimit: number
  readonly tariffOption: string | null
  readonly callerIdFrom: string | null
  readonly passwordFrom: string
  readonly passwordRef: string
}

/** Everything the log holds, and what follows from it, worked out apart from the product's own code. */
export interface LogBook {
  readonly events: readonly LoggedEvent[]
  readonly stream: (name: string) => readonly LoggedEvent[]
  readonly streams: () => IterableIterator<readonly [string, readonly LoggedEvent[]]>
  readonly correlated: (correlationId: string) => readonly LoggedEvent[]
  /** The account after each of its revisions. */
  readonly account: (id: string) => readonly AccountState[]
  readonly lastPosition: () => number
  /** Adds what the log has gained; throws a finding where it is not whole. */
  readonly add: (events: readonly LoggedEvent[]) => void
}

const started = ({ data, metadata }: LoggedEvent): AccountState => ({
  status: 'active',
  routing: String(data['routing']),
  trunkLimit: Number(data['trunkLimit']),
  tariffOption: null,
  callerIdFrom: null,
  passwordFrom: metadata.correlationId,
  passwordRef: String(data['passwordRef']),
})

const changes: Readonly<Record<string, (event: LoggedEvent) => Partial<AccountState>>> = {
  RoutingChanged: ({ data }) => ({ routing: String(data['mode']) }),
  TrunkLimitSet: ({ data }) => ({ trunkLimit: Number(data['lines']) }),
  PasswordChanged: ({ data, metadata }) => ({
    passwordRef: String(data['passwordRef']),
    passwordFrom: metadata.correlationId,
  }),
  PasswordReminderRequested: () => ({}),
  CallerIdSet: ({ metadata }) => ({ callerIdFrom: metadata.correlationId }),
  CallerIdCleared: () => ({ callerIdFrom: null }),
  TariffOptionActivated: ({ data }) => ({ tariffOption: String(data['name']) }),
  TariffOptionDeactivated: () => ({ tariffOption: null }),
  ServiceSuspended: () => ({ status: 'suspended' }),
  ServiceResumed: () => ({ status: 'active' }),
  ServiceDisabled: () => ({ status: 'disabled' }),
  ServiceRestored: () => ({ status: 'active' }),
}

const after = (before: AccountState | undefined, event: LoggedEvent): AccountState => {
  if (before === undefined) {
    insist(event.type === 'SipAccountProvisioned', 'an account does not begin with its provisioning', event)
    return started(event)
  }
  const change = changes[event.type]
  insist(change !== undefined, 'an event that this check does not know', event)
  return { ...before, ...change?.(event) }
}

export const logBook = (): LogBook => {
  const all: LoggedEvent[] = []
  const streams = new Map<string, LoggedEvent[]>()
  const correlated = new Map<string, LoggedEvent[]>()
  const accounts = new Map<string, AccountState[]>()
  const ids = new Set<string>()

  const into = <T>(map: Map<string, T[]>, key: string): T[] => {
    const list = map.get(key) ?? []
    map.set(key, list)
    return list
  }

  const add = (event: LoggedEvent): void => {
    const before = all.at(-1)
    insist(event.position === (before?.position ?? 0) + 1, 'positions have a gap', before, event)
    insist(
      (before?.remaining ?? 0) === 0 || event.stream === before?.stream,
      'an append is torn apart',
      before,
      event,
    )
    const stream = into(streams, event.stream)
    insist(event.revision === stream.length, 'a stream has a gap', stream.at(-1), event)
    insist(!ids.has(event.id), 'an event id comes twice', event)
    ids.add(event.id)
    all.push(event)
    stream.push(event)
    into(correlated, event.metadata.correlationId).push(event)
    if (!event.stream.startsWith('sipAccount-')) return
    const states = into(accounts, event.stream.slice('sipAccount-'.length))
    states.push(after(states.at(-1), event))
  }

  return {
    events: all,
    stream: (name) => streams.get(name) ?? [],
    streams: () => streams.entries(),
    correlated: (id) => correlated.get(id) ?? [],
    account: (id) => accounts.get(id) ?? [],
    lastPosition: () => all.at(-1)?.position ?? 0,
    add: (events) => {
      for (const event of events) add(event)
      insist((all.at(-1)?.remaining ?? 0) === 0, 'the last append is not whole', all.at(-1))
    },
  }
}
