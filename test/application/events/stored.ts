import { z } from 'zod'
import type {
  EventToAppend,
  JsonObject,
  StoredEvent,
  StreamName,
} from '../../../application/ports/event-store.ts'

const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), z.json())

const throughText = (value: JsonObject): JsonObject => jsonObject.parse(JSON.parse(JSON.stringify(value)))

/** What a store gives back for what it was given: JSON that has been text in between. */
export const stored = (
  stream: StreamName,
  { id, type, data, metadata }: EventToAppend,
  revision = 0,
): StoredEvent => ({
  id,
  type,
  data: throughText(data),
  metadata: throughText(metadata),
  stream,
  revision,
  position: BigInt(revision + 1),
})
