import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { auditRead, recordQuery } from '../../domain/audit-read/audit-read.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import { subjectOfActor } from '../events/event-codec.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { Clock } from '../ports/clock.ts'
import type { Position } from '../ports/event-store.ts'
import type { Fingerprints } from '../ports/fingerprints.ts'
import type { Ids } from '../ports/ids.ts'
import type { HistoryQuery, ParkedStream, ViewsReader } from '../ports/views.ts'
import { typesForOwner, typesThatSet } from '../projections/history/described-events.ts'
import type { HistoryEntry } from '../projections/history/history-entry.ts'
import type { Views } from '../projections/views.ts'
import type { Refusal } from '../refusal.ts'
import { cursorOf, type Page, positionOf } from './cursor.ts'
import type { OpenedEnvelopes } from './opened-envelopes.ts'
import { readingCursor } from './reading-cursor.ts'
import { type SessionOrigins, sessionOrigins } from './session-origins.ts'
import { type ShownEntry, type ShownTo, shownEntries } from './shown-entry.ts'

export interface PageAsked {
  readonly limit: number
  readonly cursor: string | undefined
}

/** What an auditor asks for; every condition that is given must hold. Instants are UTC milliseconds. */
export interface AuditFilters
  extends Pick<HistoryQuery, 'accountId' | 'profileId' | 'actorId' | 'from' | 'to' | 'correlationId'> {
  readonly type?: string | undefined
  /** Only events that set this field. */
  readonly field?: string | undefined
}

export interface AuditPage extends Page<ShownEntry> {
  /** Streams whose events are not all in the history, because one could not be read; staff see why. */
  readonly parked: readonly Pick<ParkedStream, 'stream' | 'revision'>[]
  /** Of the recorded reading. */
  readonly position: Position | null
}

export interface HistoryReading {
  /**
   * The subscriber's own view of every change of the account, the operator's included; where it came from is shown of
   * what was done with the account's own password, not of staff and others. Of Profiles it is shown by id which one was
   * linked, withdrawn or at work, why staff did it, and nothing else that is sealed for its person. Refused: CursorMalformed, ViewParked,
   * ViewBehind.
   */
  readonly ofAccount: (
    accountId: string,
    page: PageAsked,
    since: Position | null,
  ) => TaskEither<Refusal, Page<ShownEntry>>
  /**
   * All that concerns a Profile, for its owner: its registration, sign-ins, sessions, codes and changes, staff's among
   * them; from where is shown of what was done as this Profile. Refused: CursorMalformed, ViewParked, ViewBehind.
   */
  readonly ofProfile: (
    profileId: string,
    page: PageAsked,
    since: Position | null,
  ) => TaskEither<Refusal, Page<ShownEntry>>
  /** From where a Profile's sessions were entered, for its owner. */
  readonly originsOf: SessionOrigins
  /**
   * What an auditor reads. The query is recorded before anything is shown, once for all its pages; what cannot be
   * recorded is not shown. Refused: CursorMalformed, StoreUnavailable, ViewBehind.
   */
  readonly audit: (
    filters: AuditFilters,
    page: PageAsked,
    circumstances: Circumstances,
    since: Position | null,
  ) => TaskEither<Refusal, AuditPage>
}

interface Parts {
  readonly views: Views
  readonly opened: OpenedEnvelopes
  readonly handler: CommandHandler
  readonly fingerprints: Fingerprints
  readonly ids: Ids
  readonly clock: Clock
}

const given = (filters: AuditFilters): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(filters).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )

/** The types that both filters leave; `undefined` for all. */
const typesOf = ({ type, field }: AuditFilters): readonly string[] | undefined => {
  if (field === undefined) return type === undefined ? undefined : [type]
  const setting = typesThatSet(field)
  return type === undefined ? setting : setting.filter((it) => it === type)
}

const toAuditor: ShownTo = { origin: () => true, why: () => true, opens: () => true }

/** Whoever gave the account's password sees from where it was given; what is a Profile's own stays with its owner. */
const toSubscriber = (accountId: string): ShownTo => ({
  origin: ({ actor }) => actor.type === 'sip' && actor.id === accountId,
  // Every act of staff on the account is the subscriber's to know with its reason (M18), erased with its Profile.
  why: ({ actor }) => actor.type === 'manager',
  opens: (subject) => subject === `account-${accountId}`,
})

const toOwner = (profileId: string): ShownTo => ({
  origin: ({ actor }) => actor.type === 'profile' && actor.id === profileId,
  why: () => false,
  opens: (subject) => subject === `profile-${profileId}`,
})

/** What a page needs of the one after it. */
const split = (entries: readonly HistoryEntry[], limit: number) => {
  const shown = entries.slice(0, limit)
  const last = entries.length > limit ? shown.at(-1) : undefined
  return { shown, next: last?.position ?? null }
}

/** Of messages not all of a type are for whom they concern, which every entry of theirs says. */
const isForOwner = ({ type, stream, forSubscriber }: HistoryEntry): boolean =>
  typesForOwner.has(type) && (forSubscriber || !stream.startsWith('message-'))

/** So many entries that the owner sees; few of those that concern a Profile are staff's business alone. */
const forOwner = async (
  { history }: ViewsReader,
  profileId: string,
  from: Position | undefined,
  wanted: number,
): Promise<readonly HistoryEntry[]> => {
  const found: HistoryEntry[] = []
  for (let before = from; ; ) {
    const page = await history({ profileId, before, limit: wanted })
    found.push(...page.filter(isForOwner))
    if (page.length < wanted || found.length >= wanted) return found.slice(0, wanted)
    before = page.at(-1)?.position
  }
}

export const historyReading = (parts: Parts): HistoryReading => {
  const { views, handler, ids, clock } = parts
  const show = shownEntries(parts.opened)
  const cursors = readingCursor(parts.fingerprints)

  const record = (readingId: string, filters: AuditFilters, circumstances: Circumstances) =>
    handler.execute({
      aggregate: auditRead,
      id: readingId,
      owner: subjectOfActor(circumstances.actor, clock.now()),
      decide: recordQuery(given(filters)),
      circumstances: { ...circumstances, idempotency: null },
    })()

  const page = async (
    filters: AuditFilters,
    before: Position | undefined,
    limit: number,
    since: Position | null,
  ): Promise<E.Either<Refusal, ReturnType<typeof split>>> => {
    const reader = await views.readAt(since)()
    if (E.isLeft(reader)) return reader
    const query = { ...filters, types: typesOf(filters), before, limit: limit + 1 }
    return E.right(split(await reader.right.history(query), limit))
  }

  return {
    ofAccount:
      (accountId, { limit, cursor }, since) =>
      async () => {
        const before = positionOf(cursor)
        if (E.isLeft(before)) return before
        const reader = await views.readAt(since)()
        if (E.isLeft(reader)) return reader
        if (await views.isHistoryParked({ accountId })) return E.left({ code: 'ViewParked' })
        const query = { accountId, forSubscriber: true, before: before.right, limit: limit + 1 } as const
        const { shown, next } = split(await reader.right.history(query), limit)
        return E.right({
          items: await show(shown, toSubscriber(accountId)),
          nextCursor: next === null ? null : cursorOf(next),
        })
      },

    ofProfile:
      (profileId, { limit, cursor }, since) =>
      async () => {
        const before = positionOf(cursor)
        if (E.isLeft(before)) return before
        const reader = await views.readAt(since)()
        if (E.isLeft(reader)) return reader
        if (await views.isHistoryParked({ profileId })) return E.left({ code: 'ViewParked' })
        const entries = await forOwner(reader.right, profileId, before.right, limit + 1)
        const { shown, next } = split(entries, limit)
        return E.right({
          items: await show(shown, toOwner(profileId)),
          nextCursor: next === null ? null : cursorOf(next),
        })
      },

    originsOf: sessionOrigins(views, (entries, profileId) => show(entries, toOwner(profileId))),

    audit:
      (filters, { limit, cursor }, circumstances, since) =>
      async () => {
        const place = cursors.read(cursor, given(filters), circumstances.actor)
        if (E.isLeft(place)) return place
        const readingId = place.right?.readingId ?? ids.uuid()
        const recorded = await record(readingId, filters, circumstances)
        if (E.isLeft(recorded)) return E.left({ code: 'StoreUnavailable', retryAfter: 2 })
        // Everything that was recorded before the reading, and not the reading itself.
        const { position } = recorded.right
        const before = place.right?.position ?? position ?? undefined
        const found = await page(filters, before, limit, position ?? since)
        if (E.isLeft(found)) return found
        const { shown, next } = found.right
        return E.right({
          items: await show(shown, toAuditor),
          nextCursor:
            next === null
              ? null
              : cursors.write({ readingId, position: next }, given(filters), circumstances.actor),
          parked: views
            .progress()
            .parked.flatMap(({ view, stream, revision }) =>
              view === 'history' ? [{ stream, revision }] : [],
            ),
          position,
        })
      },
  }
}
