import fc from 'fast-check'
import type { SealedField } from '../../../application/events/projected-event.ts'
import type { HistoryQuery, ViewsBatch } from '../../../application/ports/views.ts'
import type { DirectoryRow } from '../../../application/projections/account-directory.ts'
import type { DashboardRow } from '../../../application/projections/dashboard.ts'
import type { HistoryEntry } from '../../../application/projections/history/history-entry.ts'
import { hours } from '../../../domain/instant.ts'
import { viewsShelf } from '../../../infrastructure/views/views-shelf.ts'
import { keptLog } from '../../application/projections/running-views.ts'
import { temporaryDirectory } from '../temporary-directory.ts'

/** An empty set of views in a file, and where it lies. */
export const emptyViews = () => {
  const directory = temporaryDirectory()
  const log = keptLog()
  const shelf = viewsShelf(directory, log)
  return { directory, log, shelf, file: shelf.create('log-1', 'v1') }
}

export const batch = (
  said: Partial<Omit<ViewsBatch, 'rows'>> & { readonly rows?: Partial<ViewsBatch['rows']> } = {},
): ViewsBatch => ({
  entries: [],
  parked: [],
  unparked: [],
  position: null,
  ...said,
  rows: { dashboard: new Map(), accountDirectory: new Map(), history: new Map(), ...said.rows },
})

const number: SealedField = {
  envelope: { subject: 'account-a1', box: 'box' },
  stream: 'sipAccount-a1',
  type: 'SipAccountProvisioned',
  eventId: 'e-1',
  part: 'data',
  field: 'number',
}

export const dashboardRow = (said: Partial<DashboardRow> = {}): DashboardRow => ({
  accountId: 'a1',
  account: { number, status: 'active', routing: 'GSM', trunkLimit: 2, callerId: null, tariffOption: null },
  balance: null,
  revision: 0,
  billingRevision: -1,
  ...said,
})

export const directoryRow = (said: Partial<DirectoryRow> = {}): DirectoryRow => ({
  accountId: 'a1',
  number,
  status: 'active',
  tariffOption: null,
  provisionedAt: 0,
  provisioned: 1n,
  revision: 0,
  ...said,
})

export const entry = (said: Partial<HistoryEntry> = {}): HistoryEntry => ({
  ...{ position: 1n, stream: 'sipAccount-a1', revision: 0, eventId: 'e-1', type: 'RoutingChanged' },
  ...{ occurredAt: 0, actor: { type: 'sip', id: 'a1' }, channel: 'rest', sessionId: null, origin: null },
  ...{ reason: null, correlationId: 'c-1', causationId: null, accountId: 'a1', profileId: null },
  ...{ forSubscriber: true, changes: [{ field: 'routing', before: null, after: { open: 'SIP' } }] },
  ...said,
})

const few = (...words: readonly string[]) => fc.constantFrom(...words)

/** Entries whose times go back and forth, as those of several processes do. */
export const anyEntries: fc.Arbitrary<readonly HistoryEntry[]> = fc
  .array(
    fc.record({
      type: few('RoutingChanged', 'TrunkLimitSet', 'SessionOpened'),
      occurredAt: fc.integer({ min: 0, max: hours(5) }),
      accountId: fc.option(few('a1', 'a2')),
      profileId: fc.option(few('p1')),
      actor: few('m1', 'a1').map((id) => ({ type: 'sip', id }) as const),
      correlationId: few('c1', 'c2'),
      forSubscriber: fc.boolean(),
      gap: fc.integer({ min: 1, max: 1000 }),
    }),
    { maxLength: 60 },
  )
  .map((said) => {
    let position = 0n
    return said.map(({ gap, ...rest }) => {
      position += BigInt(gap)
      return entry({ ...rest, position })
    })
  })

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

export const anyQuery: fc.Arbitrary<HistoryQuery> = fc.record({
  accountId: maybe(few('a1', 'a2', 'a3')),
  profileId: maybe(few('p1', 'p2')),
  actorId: maybe(few('m1', 'a1')),
  types: maybe(fc.subarray(['RoutingChanged', 'TrunkLimitSet', 'Nothing'])),
  correlationId: maybe(few('c1', 'c3')),
  from: maybe(fc.integer({ min: 0, max: hours(5) })),
  to: maybe(fc.integer({ min: 0, max: hours(5) })),
  forSubscriber: maybe(fc.constant(true as const)),
  before: maybe(fc.bigInt({ min: 0n, max: 30_000n })),
  limit: fc.integer({ min: 1, max: 20 }),
})

/** What a query asks for, said without a database. */
export const fits =
  (query: HistoryQuery) =>
  (it: HistoryEntry): boolean =>
    (query.accountId === undefined || it.accountId === query.accountId) &&
    (query.profileId === undefined || it.profileId === query.profileId) &&
    (query.actorId === undefined || it.actor.id === query.actorId) &&
    (query.types === undefined || query.types.includes(it.type)) &&
    (query.correlationId === undefined || it.correlationId === query.correlationId) &&
    (query.from === undefined || it.occurredAt >= query.from) &&
    (query.to === undefined || it.occurredAt < query.to) &&
    (query.forSubscriber === undefined || it.forSubscriber) &&
    (query.before === undefined || it.position < query.before)
