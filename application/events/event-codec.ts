import { z } from 'zod'
import type { AnyEvent, AnyEventDefinition, Recorded } from '../../domain/event.ts'
import type { Instant } from '../../domain/instant.ts'
import { erased } from '../../domain/sealed.ts'
import type { EventToAppend, JsonObject, StoredEvent, StreamName } from '../ports/event-store.ts'
import type { Ids } from '../ports/ids.ts'
import {
  type Associated,
  type Envelope,
  isKeyDestroyed,
  type Sealing,
  type Subject,
} from '../ports/sealing.ts'
import { type DomainEvent, definitionOf } from './event-contract.ts'
import {
  type Actor,
  type Circumstances,
  type StoredMetadata,
  storedEnvelope,
  storedMetadata,
} from './metadata.ts'
import { isPlainEnvelope, isPlainMetadata } from './plain-metadata.ts'

/** A stored event that no definition explains, or whose data contradicts its definition: a bug or a damaged store. */
export class UnreadableEvent extends Error {
  constructor(stored: StoredEvent, why: string, options?: ErrorOptions) {
    super(
      `event ${stored.type} at revision ${stored.revision} of ${stored.stream} cannot be read: ${why}`,
      options,
    )
    this.name = 'UnreadableEvent'
  }
}

/** An event's open fields, upcast and checked, and its envelope, still closed. */
export interface OpenedEvent {
  readonly type: string
  readonly open: Readonly<Record<string, unknown>>
  readonly sealedFields: readonly string[]
  readonly envelope: Envelope | null
  readonly metadata: StoredMetadata
  readonly at: Instant
}

const upcast = (definition: AnyEventDefinition, open: Readonly<Record<string, unknown>>, version: number) => {
  if (version > definition.version) throw new Error(`its version ${version} is newer than this program`)
  let fields = open
  for (let from = version; from < definition.version; from += 1) {
    const step = definition.upcasts[from]
    if (step === undefined) throw new Error(`no upcast from version ${from}`)
    fields = step(fields)
  }
  return fields
}

const envelopeOf = (definition: AnyEventDefinition, { sealed }: JsonObject): Envelope | null => {
  if (sealed !== undefined) return isPlainEnvelope(sealed) ? sealed : storedEnvelope.parse(sealed)
  if (sealedFieldsOf(definition).length > 0 && !definition.sealed.safeParse({}).success)
    throw new Error('its personal fields are missing')
  return null
}

const openFieldsOf = (data: JsonObject): JsonObject => {
  if (data['sealed'] === undefined) return data
  const { sealed: _, ...open } = data
  return open
}

const sealedFields = new WeakMap<AnyEventDefinition, readonly string[]>()

const sealedFieldsOf = (definition: AnyEventDefinition): readonly string[] => {
  const known = sealedFields.get(definition)
  if (known !== undefined) return known
  const fields = Object.keys(definition.sealed.shape)
  sealedFields.set(definition, fields)
  return fields
}

/** Reads what needs no key: upcasts the open fields and checks them. Throws `UnreadableEvent`. */
export const openEvent = (stored: StoredEvent, definition = definitionOf(stored.type)): OpenedEvent => {
  try {
    if (definition === undefined) throw new Error('its type is unknown')
    const metadata = isPlainMetadata(stored.metadata)
      ? stored.metadata
      : storedMetadata.parse(stored.metadata)
    const open = openFieldsOf(stored.data)
    return {
      type: stored.type,
      open: definition.open.parse(upcast(definition, open, metadata.schemaVersion)),
      sealedFields: sealedFieldsOf(definition),
      envelope: envelopeOf(definition, stored.data),
      metadata,
      at: Date.parse(metadata.occurredAt),
    }
  } catch (cause) {
    throw new UnreadableEvent(stored, cause instanceof Error ? cause.message : 'unknown cause', { cause })
  }
}

/** Whose key seals where an actor came from; people not known yet share a key of the month. */
export const subjectOfActor = (actor: Actor, now: Instant): Subject => {
  if (actor.id === 'unknown' || actor.type === 'system')
    return `month-${new Date(now).toISOString().slice(0, 7)}`
  if (actor.type === 'sip') return `account-${actor.id}`
  if (actor.type === 'profile') return `profile-${actor.id}`
  return actor.type === 'token' ? `apiToken-${actor.id}` : `staff-${actor.id}`
}

export interface EventCodec {
  /**
   * Turns decided events into what the store keeps: checked, versioned, personal fields sealed for `owner`. Rejects with
   * `KeyDestroyed` when the owner is erased.
   */
  readonly encode: (
    stream: StreamName,
    owner: Subject,
    events: readonly DomainEvent[],
    circumstances: Circumstances,
    now: Instant,
  ) => Promise<readonly EventToAppend[]>
  /** Turns a stored event back into the domain's, personal fields opened or `erased`. Throws `UnreadableEvent`. */
  readonly decode: (stored: StoredEvent) => Promise<Recorded<AnyEvent>>
}

const associatedWith = (
  stream: string,
  type: string,
  eventId: string,
  part: Associated['part'],
): Associated => ({
  stream,
  type,
  eventId,
  part,
})

const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), z.json())

const dropAbsent = (fields: Readonly<Record<string, JsonObject[string] | undefined | null>>): JsonObject =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value == null ? [] : [[name, value]])),
  )

/** From where somebody acts who is erased meanwhile is not kept (M19): there is no key left to seal it with. */
const nothingOfWhoIsErased = (error: unknown): null => {
  if (isKeyDestroyed(error)) return null
  throw error
}

export const eventCodec = ({
  sealing,
  ids,
}: {
  readonly sealing: Sealing
  readonly ids: Ids
}): EventCodec => {
  const sealData = async (
    stream: StreamName,
    owner: Subject,
    event: DomainEvent,
    id: string,
  ): Promise<JsonObject> => {
    const definition = definitionOf(event.type)
    if (definition === undefined) throw new Error(`${event.type} is in no contract`)
    const isPrivate = (name: string) => Object.hasOwn(definition.sealed.shape, name)
    const fields = Object.entries(event.data)
    const open = definition.open.parse(Object.fromEntries(fields.filter(([name]) => !isPrivate(name))))
    const personal = definition.sealed.parse(Object.fromEntries(fields.filter(([name]) => isPrivate(name))))
    const plain = jsonObject.parse(open)
    if (Object.keys(personal).length === 0) return plain
    const associated = associatedWith(stream, event.type, id, 'data')
    return { ...plain, sealed: await sealing.seal(owner, associated, jsonObject.parse(personal)) }
  }

  const sealMetadata = async (
    stream: StreamName,
    owner: Subject,
    event: DomainEvent,
    id: string,
    told: Circumstances,
    now: Instant,
  ): Promise<JsonObject> => {
    const from = dropAbsent({ ip: told.ip, userAgent: told.userAgent })
    const seal = (subject: Subject, part: 'actor' | 'reason', fields: JsonObject) =>
      sealing.seal(subject, associatedWith(stream, event.type, id, part), fields)
    const origin =
      Object.keys(from).length === 0
        ? null
        : await seal(subjectOfActor(told.actor, now), 'actor', from).catch(nothingOfWhoIsErased)
    const reason = told.reason === null ? null : await seal(owner, 'reason', { reason: told.reason })
    return dropAbsent({
      schemaVersion: definitionOf(event.type)?.version ?? 1,
      occurredAt: new Date(now).toISOString(),
      actor: { type: told.actor.type, id: told.actor.id },
      channel: told.channel,
      sessionId: told.sessionId,
      correlationId: told.correlationId,
      causationId: told.causationId,
      idempotency: told.idempotency === null ? null : { ...told.idempotency },
      origin,
      reason,
    })
  }

  return {
    encode: (stream, owner, events, circumstances, now) =>
      Promise.all(
        events.map(async (event) => {
          const id = ids.uuid()
          const [data, metadata] = await Promise.all([
            sealData(stream, owner, event, id),
            sealMetadata(stream, owner, event, id, circumstances, now),
          ])
          return { id, type: event.type, data, metadata }
        }),
      ),

    decode: async (stored) => {
      const { type, open, sealedFields, envelope, at } = openEvent(stored)
      if (envelope === null) return { type, data: open, at }
      const opened = await sealing.unseal(envelope, associatedWith(stored.stream, type, stored.id, 'data'))
      const personal =
        'erased' in opened ? Object.fromEntries(sealedFields.map((name) => [name, erased])) : opened
      return { type, data: { ...open, ...personal }, at }
    },
  }
}
