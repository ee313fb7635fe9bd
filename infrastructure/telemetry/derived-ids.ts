import { type IdGenerator, RandomIdGenerator } from '@opentelemetry/sdk-trace'

/** Ids of the next span to start where they are not to be random. */
export interface WantedIds {
  readonly traceId: string
  readonly spanId: string | null
}

export interface DerivedIds {
  readonly generator: IdGenerator
  /** Starts a span with ids of our own; the SDK asks for them while it starts. */
  readonly startWith: <T>(ids: WantedIds, start: () => T) => T
}

/** Random ids, but for those that are wanted (`trace-ids.ts`). */
export const derivedIds = (): DerivedIds => {
  const random = new RandomIdGenerator()
  let wanted: WantedIds | null = null
  return {
    generator: {
      generateTraceId: () => wanted?.traceId ?? random.generateTraceId(),
      generateSpanId: () => wanted?.spanId ?? random.generateSpanId(),
    },
    startWith: (ids, start) => {
      wanted = ids
      try {
        return start()
      } finally {
        wanted = null
      }
    },
  }
}
