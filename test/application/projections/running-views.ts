import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, onTestFinished } from 'vitest'
import type { EventStore, EventToAppend, StreamName } from '../../../application/ports/event-store.ts'
import type { Log } from '../../../application/ports/log.ts'
import { type Views, views } from '../../../application/projections/views.ts'
import { viewsShelf } from '../../../infrastructure/views/views-shelf.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { temporaryDirectory } from '../../infrastructure/temporary-directory.ts'
import { inMemoryEventStore } from '../in-memory-event-store.ts'
import { type MovedClock, movedClock } from '../moved-clock.ts'

/** Resolves once something holds, however many turns of the event loop that takes. */
export const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await nextTurn()
}

export interface KeptLog extends Log {
  readonly lines: readonly { readonly level: string; readonly message: string; readonly fields: unknown }[]
}

export const keptLog = (): KeptLog => {
  const lines: { level: string; message: string; fields: unknown }[] = []
  const keep = (level: string) => (fields: unknown, message: string) => {
    lines.push({ level, message, fields })
  }
  return { lines, info: keep('info'), warn: keep('warn'), error: keep('error') }
}

interface Wanted {
  readonly store: EventStore
  readonly directory: string
  readonly clock: MovedClock
  readonly logId: string
  /** Holds the runner up. */
  readonly hold: Gate
}

export interface RunningViews {
  readonly views: Views
  readonly store: EventStore
  readonly directory: string
  readonly clock: MovedClock
  readonly log: KeptLog
  /** Ends as a shutdown does; the files stay. */
  readonly stop: () => Promise<void>
}

/** The cabinet's views in real files, following a log, until the test ends. */
export const runningViews = (wanted: Partial<Wanted> = {}): RunningViews => {
  const store = wanted.store ?? inMemoryEventStore()
  const directory = wanted.directory ?? temporaryDirectory()
  const clock = wanted.clock ?? movedClock()
  const log = keptLog()
  const shown = views({
    ...{ store, clock, log, logId: wanted.logId ?? 'log-1', shelf: viewsShelf(directory, log) },
    ...(wanted.hold === undefined ? {} : { admit: wanted.hold.admit }),
  })
  const ending = new AbortController()
  const done = shown.run(ending.signal)
  const stop = async () => {
    ending.abort()
    wanted.hold?.open()
    await done
  }
  onTestFinished(stop)
  return { views: shown, store, directory, clock, log, stop }
}

/** Resolves when the views have applied everything that the log holds now. */
export const caughtUp = async ({ views: shown, store }: RunningViews): Promise<void> => {
  const end = rightOf(await store.lastPosition()())
  await until(() => shown.progress().caughtUp && (end === null || (shown.progress().position ?? 0n) >= end))
}

export interface Gate {
  readonly admit: () => Promise<void>
  readonly shut: () => void
  readonly open: () => void
}

/** A gate that lets every event through, until it is shut. */
export const gate = (): Gate => {
  let opened = Promise.resolve()
  let open = (): void => {}
  return {
    admit: () => opened,
    shut: (): void => {
      opened = new Promise((resolve) => {
        open = resolve
      })
    },
    open: (): void => open(),
  }
}

let appended = 0

/** An event as the log stores it, with what matters to the test said. */
export const storedAs = (
  type: string,
  data: EventToAppend['data'] = {},
  metadata: EventToAppend['metadata'] = {},
): EventToAppend => {
  appended += 1
  return {
    id: `00000000-0000-4000-9000-${appended.toString(16).padStart(12, '0')}`,
    type,
    data,
    metadata: {
      schemaVersion: 1,
      occurredAt: '2026-01-15T12:00:00.000Z',
      actor: { type: 'system', id: 'test' },
      channel: 'cli',
      correlationId: 'c-1',
      ...metadata,
    },
  }
}

export const provisioned = (accountId: string): EventToAppend =>
  storedAs('SipAccountProvisioned', {
    routing: 'GSM',
    trunkLimit: 2,
    passwordRef: 'p-1',
    sealed: { subject: `account-${accountId}`, box: 'AAAA' },
  })

/** Appends to the end of a stream; answers the last event's position. */
export const appendTo = async (
  store: EventStore,
  stream: StreamName,
  ...events: readonly [EventToAppend, ...EventToAppend[]]
): Promise<bigint> => {
  const last = rightOf(await store.readStream(stream, { direction: 'backwards', limit: 1 })())[0]
  return rightOf(await store.append(stream, last?.revision ?? 'noStream', events)()).position
}

export const dashboardOf = async (
  { views: shown }: RunningViews,
  accountId: string,
  since: bigint | null = null,
) => rightOf(await shown.readAt(since)()).dashboard(accountId)

export const historyOf = async ({ views: shown }: RunningViews, since: bigint | null = null) =>
  rightOf(await shown.readAt(since)()).history({ limit: 1000 })

/** Everything that the views say, for comparing two sets. */
export const everything = async (running: RunningViews, accountIds: readonly string[]) => {
  const reader = rightOf(await running.views.readAt(null)())
  return {
    dashboards: await Promise.all(accountIds.map((id) => reader.dashboard(id))),
    accounts: await reader.accounts({ limit: 1000 }),
    entries: await reader.history({ limit: 1000 }),
  }
}

export const expectBehind = (answer: unknown): void =>
  expect(answer).toEqual({ _tag: 'Left', left: { code: 'ViewBehind', retryAfter: 2 } })
