/** What a span says of itself: codes, names of kinds, counts. No id of a person, no number, no address, no secret. */
export type SpanFacts = Readonly<Record<string, string | number | boolean>>

/** `producer` hands something over that is taken up later, `consumer` takes it up; `client` asks another system. */
export type SpanKind = 'server' | 'client' | 'producer' | 'consumer' | 'internal'

export interface SpanDescription {
  readonly name: string
  readonly kind: SpanKind
  readonly facts?: SpanFacts
  /** Names the trace (`docs/adr/0011`); absent, the span belongs to whatever is under way. */
  readonly correlationId?: string
  /** The event that the span follows from: its parent is the span that recorded the event, however long ago. */
  readonly follows?: string
  /** The event that is recorded in this span: `follows` finds it. */
  readonly records?: string
}

export interface Span {
  readonly tell: (facts: SpanFacts) => void
  /** It went wrong, in a code. A refusal is no failure. */
  readonly fail: (code: string) => void
}

/** A span of a W3C trace context. */
export interface RemoteSpan {
  /** 32 hexadecimal digits in lower case. */
  readonly traceId: string
  /** 16 of them. */
  readonly spanId: string
}

export interface OpenSpan extends Span {
  /** Calls `work`; what begins in it, and in what follows from it, belongs to the span. */
  readonly within: (work: () => void) => void
  readonly end: () => void
}

/** Where the way of a request through the cabinet is told. Absent wherever nobody listens: then nothing is measured. */
export interface Tracing {
  /** Does `work` in a span; what it begins belongs to the span. A rejection fails the span, and passes. */
  readonly during: <T>(described: SpanDescription, work: (span: Span) => Promise<T>) => Promise<T>
  /** Opens a span that ends when it is told to. Its caller's span is its parent when both are of one trace. */
  readonly open: (described: SpanDescription, caller: RemoteSpan | null) => OpenSpan
}
