import { z } from 'zod'
import type { Instant } from './instant.ts'
import type { Sealed } from './sealed.ts'

/**
 * Turns the open fields of one stored version into those of the next. Sealed fields never change their names or
 * meaning: they lie in envelopes that a projection carries along unopened.
 */
export type Upcast = (open: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>

/**
 * The storage contract of one event type: a promise for ever. `open` fields lie readable in the log, `sealed`
 * ones in an envelope that only the subject's key opens. A newer shape is a new `version` with an upcast from
 * every older one; no shape states a business limit, those live in decisions.
 */
export interface EventDefinition<Open extends z.ZodRawShape, Private extends z.ZodRawShape> {
  readonly version: number
  readonly open: z.ZodObject<Open>
  readonly sealed: z.ZodObject<Private>
  /** By the version that they start from. */
  readonly upcasts: Readonly<Record<number, Upcast>>
}

export type AnyEventDefinition = EventDefinition<z.ZodRawShape, z.ZodRawShape>
export type EventDefinitions = Readonly<Record<string, AnyEventDefinition>>

interface Shapes<Open extends z.ZodRawShape, Private extends z.ZodRawShape> {
  readonly version?: number
  readonly open?: Open
  readonly sealed?: Private
  readonly upcasts?: Readonly<Record<number, Upcast>>
}

type NoFields = Record<never, never>

/** Declares an event's stored shape; version 1 and no fields unless said otherwise. */
export const defineEvent = <
  const Open extends z.ZodRawShape = NoFields,
  const Private extends z.ZodRawShape = NoFields,
>(
  shapes: Shapes<Open, Private>,
): EventDefinition<Open, Private> => ({
  version: shapes.version ?? 1,
  open: z.strictObject(shapes.open ?? ({} as Open)),
  sealed: z.strictObject(shapes.sealed ?? ({} as Private)),
  upcasts: shapes.upcasts ?? {},
})

type OpenFields<Shape extends z.ZodRawShape> = { readonly [Field in keyof Shape]: z.infer<Shape[Field]> }
type SealedFields<Shape extends z.ZodRawShape> = {
  readonly [Field in keyof Shape]: Sealed<z.infer<Shape[Field]>>
}

/** What code sees of an event's data: open fields as they are, sealed ones `T | Erased`. */
export type DataOf<D> =
  D extends EventDefinition<infer Open, infer Private> ? OpenFields<Open> & SealedFields<Private> : never

/** The union of the events that a table of definitions declares. */
export type EventsOf<Definitions> = {
  [Type in keyof Definitions & string]: { readonly type: Type; readonly data: DataOf<Definitions[Type]> }
}[keyof Definitions & string]

export interface AnyEvent {
  readonly type: string
  readonly data: object
}

/** Tells whether a decoded event, whose data was checked against its definition, is one of this table's. */
export const oneOf =
  <Definitions extends EventDefinitions>(definitions: Definitions) =>
  (event: AnyEvent): event is EventsOf<Definitions> =>
    Object.hasOwn(definitions, event.type)

/** An event as history holds it: with the moment when it happened. */
export type Recorded<Event> = Event & { readonly at: Instant }
