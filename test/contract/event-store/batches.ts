import type { EventToAppend, JsonObject, StreamName } from '../../../application/ports/event-store.ts'

export type Batch = readonly [EventToAppend, ...EventToAppend[]]

/** Ids that are the same in every run: nothing in the suite is random. */
export const idOf = (series: number, index: number): string =>
  `${series.toString(16).padStart(8, '0')}-0000-4000-8000-${index.toString(16).padStart(12, '0')}`

export const eventOf = (series: number, index: number, data: JsonObject = {}): EventToAppend => ({
  id: idOf(series, index),
  type: 'SomethingHappened',
  data: { series, index, ...data },
  metadata: { schemaVersion: 1, occurredAt: '2026-01-01T00:00:00.000Z', note: `${series}/${index}` },
})

/** `size` events with ids of their own; the same arguments give the identical batch. */
export const batchOf = (series: number, size = 1, from = 0): Batch => [
  eventOf(series, from),
  ...Array.from({ length: size - 1 }, (_, index) => eventOf(series, from + 1 + index)),
]

export const streamOf = (id: number | string): StreamName => `contract-${id}`
