import type { z } from 'zod'
import type { EventDefinition } from '../../domain/event.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Position, StoredEvent, StreamName } from '../ports/event-store.ts'
import type { Envelope } from '../ports/sealing.ts'
import { openEvent } from './event-codec.ts'
import type { eventDefinitions } from './event-contract.ts'
import type { StoredMetadata } from './metadata.ts'

/**
 * A personal value as views keep it: still in its envelope, with what the envelope is bound to. It is opened when
 * a view is rendered, so an erasure needs no rewriting of views.
 */
export type SealedField = {
  readonly envelope: Envelope
  readonly stream: string
  readonly type: string
  readonly eventId: string
  readonly part: 'data' | 'reason' | 'actor'
  readonly field: string
}

type ProjectedData<D> =
  D extends EventDefinition<infer Open, infer Private>
    ? { readonly [F in keyof Open]: z.infer<Open[F]> } & { readonly [F in keyof Private]: SealedField }
    : never

interface Place {
  readonly id: string
  readonly stream: StreamName
  /** The stream's name before its first dash. */
  readonly category: string
  /** The stream's name after its first dash: the id of what the stream tells about. */
  readonly subjectId: string
  readonly revision: number
  readonly position: Position
  readonly at: Instant
  readonly metadata: StoredMetadata
}

type EventOfType<Type extends keyof typeof eventDefinitions> = {
  readonly type: Type
  readonly data: ProjectedData<(typeof eventDefinitions)[Type]>
}

/** An event as projections see it: open fields readable, personal ones sealed, and where it stands in the log. */
export type ProjectedEvent = Place &
  { [Type in keyof typeof eventDefinitions]: EventOfType<Type> }[keyof typeof eventDefinitions]

const conforms = (event: Place & { readonly type: string; readonly data: object }): event is ProjectedEvent =>
  // `openEvent` has checked type and open fields against the contract; sealed ones were checked when written.
  event.type.length > 0

const sealedFieldsOf = ({ stream, type, id }: StoredEvent, envelope: Envelope, fields: readonly string[]) => {
  const place = { stream, type, eventId: id, part: 'data' } as const
  return Object.fromEntries(fields.map((field) => [field, { ...place, envelope, field }]))
}

/** Reads a stored event for a projection, opening no envelope. Throws `UnreadableEvent`. */
export const projectedEvent = (stored: StoredEvent): ProjectedEvent => {
  const { type, open, sealedFields, envelope, metadata, at } = openEvent(stored)
  const dash = stored.stream.indexOf('-')
  const event = {
    id: stored.id,
    stream: stored.stream,
    category: dash < 0 ? stored.stream : stored.stream.slice(0, dash),
    subjectId: stored.stream.slice(dash + 1),
    revision: stored.revision,
    position: stored.position,
    at,
    metadata,
    type,
    data: envelope === null ? open : { ...open, ...sealedFieldsOf(stored, envelope, sealedFields) },
  }
  if (!conforms(event)) throw new Error(`event ${stored.id} has no type`)
  return event
}
