import { bodyOf } from './asking.ts'
import type { Client } from './client.ts'
import { insist } from './finding.ts'
import type { Ledger } from './ledger.ts'
import type { LogBook } from './log-book.ts'
import type { LoggedEvent } from './log-copy.ts'

type Shown = Readonly<Record<string, unknown>>

/** What the product shows, taken through REST to be held against the log later. */
export interface Shot {
  readonly dashboards: ReadonlyMap<string, Shown>
  /** Of the log, oldest first, after a position. */
  readonly entries: readonly Shown[]
  readonly histories: ReadonlyMap<string, readonly Shown[]>
}

const pageSize = 200

const bodyOfRead = async (client: Client, path: string, cookie?: string): Promise<Shown> => {
  const answer = await client.read(path, cookie)
  insist(answer?.status === 200, `${path.split('?', 1)[0]} cannot be read`, answer)
  return answer === null ? {} : bodyOf(answer)
}

/** Every entry of a list, page by page, newest first, until one that lies at or before a position. */
const listed = async (
  client: Client,
  path: string,
  after: number,
  cookie?: string,
): Promise<readonly Shown[]> => {
  const all: Shown[] = []
  for (let cursor: unknown = null; ; ) {
    const next = typeof cursor === 'string' ? `&cursor=${encodeURIComponent(cursor)}` : ''
    const page = await bodyOfRead(client, `${path}?limit=${pageSize}${next}`, cookie)
    insist(
      !('parked' in page) || (Array.isArray(page['parked']) && page['parked'].length === 0),
      'streams are parked',
      page['parked'],
    )
    const items: readonly Shown[] = Array.isArray(page['items']) ? page['items'] : []
    all.push(...items.filter((item) => Number(item['position']) > after))
    cursor = page['nextCursor']
    if (cursor === null || items.some((item) => Number(item['position']) <= after)) return all
  }
}

/** Reads what is shown of all accounts, of the log after a position, and of a few accounts' own histories. */
export const takeShot = async (
  client: Client,
  ledger: Ledger,
  after: number,
  sample: readonly { readonly id: string; readonly cookie: string }[],
): Promise<Shot> => {
  const dashboards = new Map<string, Shown>()
  for (const { id } of ledger.accounts)
    dashboards.set(id, await bodyOfRead(client, `/api/v1/operator/accounts/${id}`))
  const histories = new Map<string, readonly Shown[]>()
  for (const { id, cookie } of sample)
    histories.set(id, await listed(client, `/api/v1/accounts/${id}/history`, 0, cookie))
  const entries = await listed(client, '/api/v1/audit/events', after)
  return { dashboards, entries: entries.toReversed(), histories }
}

/** What a dashboard must say, by the check's own fold of the log. */
const dashboardOf = (id: string, login: string, ledger: Ledger, book: LogBook) => {
  const states = book.account(id)
  const state = states.at(-1)
  const balance = book.stream(`billing-${id}`).at(-1)?.data
  const callerId = state?.callerIdFrom ?? null
  return {
    account: { id, login, number: `+${login}`, status: state?.status },
    balance:
      balance === undefined
        ? null
        : {
            kopecks: balance['kopecks'],
            currency: 'RUB',
            asOf: new Date(Number(balance['asOf'])).toISOString(),
          },
    tariff: state?.tariffOption == null ? { kind: 'basic' } : { kind: 'option', name: state.tariffOption },
    callerId: { number: callerId === null ? null : (ledger.wishOf(callerId)[0]?.callerId ?? 'unknown') },
    routing: { mode: state?.routing },
    trunkLimit: { lines: state?.trunkLimit },
    revision: states.length - 1,
  }
}

const entryOf = ({ position, stream, revision, type, metadata }: LoggedEvent) => ({
  position: String(position),
  stream,
  revision,
  type,
  occurredAt: metadata.occurredAt,
  actor: metadata.actor.id,
  correlationId: metadata.correlationId,
})

const entryShown = ({ position, stream, revision, type, occurredAt, actor, correlationId }: Shown) => ({
  position,
  stream,
  revision,
  type,
  occurredAt,
  actor: typeof actor === 'object' && actor !== null && 'id' in actor ? actor.id : null,
  correlationId,
})

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/** What part of the log a shot has to show. */
export interface ShownPart {
  /** It begins after this position, */
  readonly after: number
  /** and reaches this one, which was in the log before the shot was taken. */
  readonly upTo: number
}

/** Holds what was shown against the log; only the account's own stream counts for its history here. */
export const checkShot = (shot: Shot, ledger: Ledger, book: LogBook, { after, upTo }: ShownPart): void => {
  for (const { id, login } of ledger.accounts) {
    const { pending: _, ...shown } = shot.dashboards.get(id) ?? {}
    const wanted = dashboardOf(id, login, ledger, book)
    insist(same(shown, wanted), 'a dashboard differs from the log', { shown, wanted })
  }
  const last = Number(shot.entries.at(-1)?.['position'] ?? after)
  insist(last >= upTo, `the audit ends at position ${last}, and the log had ${upTo} before it was asked`)
  const logged = book.events.filter(({ position }) => position > after && position <= last)
  insist(
    logged.length === shot.entries.length,
    'the audit shows another number of events than the log holds',
    {
      shown: shot.entries.length,
      logged: logged.length,
    },
  )
  for (const [index, event] of logged.entries()) {
    const shown = entryShown(shot.entries[index] ?? {})
    insist(
      same(shown, entryOf(event)),
      'the audit shows another event than the log holds',
      shown,
      entryOf(event),
    )
  }
  for (const [id, history] of shot.histories) {
    const stream = `sipAccount-${id}`
    const shown = history.filter((entry) => entry['stream'] === stream).map(({ revision }) => revision)
    const wanted = book.stream(stream).map(({ revision }) => revision)
    insist(same(shown.toReversed(), wanted), 'a history differs from the log', { id, shown, wanted })
  }
}
