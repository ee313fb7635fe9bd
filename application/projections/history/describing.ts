import type { Instant } from '../../../domain/instant.ts'
import type { EventType } from '../../events/event-contract.ts'
import type { ProjectedEvent, SealedField } from '../../events/projected-event.ts'
import type { Json } from '../../ports/event-store.ts'
import type { HistoryValue } from './history-entry.ts'

export type DataOf<Type extends EventType> = Extract<ProjectedEvent, { readonly type: Type }>['data']

/** What an auditor is shown of one type of event. */
export interface DescribedEvent<Data> {
  /** The fields that the event sets, by the names that the auditor knows them by; `null` takes a value away, `undefined` leaves it. */
  readonly sets: Readonly<Record<string, (data: Data) => HistoryValue | null | undefined>>
  /** Whether the account's subscriber sees it too (`rest.md`, the subscriber's own history). */
  readonly forSubscriber: boolean
  /** Whether the Profile's owner sees it among all that concerns the Profile (`GET /profile/history`). */
  readonly forOwner: boolean
  /** Names the account that the event concerns, where the stream's own name does not. */
  readonly account?: (data: Data) => string | null
  /** Names the Profile that the event concerns, where the stream's own name does not. */
  readonly profile?: (data: Data) => string | null
}

export type DescribedEvents = { readonly [Type in EventType]: DescribedEvent<DataOf<Type>> }

export const open = (value: Json): HistoryValue => ({ open: value })
export const sealed = (field: SealedField): HistoryValue => ({ sealed: field })
export const moment = (instant: Instant | null): HistoryValue | null =>
  instant === null ? null : open(new Date(instant).toISOString())
/** For a field whose value the type of the event alone tells. */
export const becomes = (value: Json) => (): HistoryValue => open(value)
export const secret = (): HistoryValue => ({ secret: true })
export const nothing = (): null => null

export const nothingSet = {}
/** For whomever it concerns: the account's subscriber, the Profile's owner. */
export const mine = { forSubscriber: true, forOwner: true } as const
/** For the Profile's owner, and for nobody else who works in the account that it was about. */
export const ownerOnly = { forSubscriber: false, forOwner: true } as const
export const staffOnly = { forSubscriber: false, forOwner: false } as const
