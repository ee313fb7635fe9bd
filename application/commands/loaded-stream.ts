import type { ExpectedRevision, Position } from '../ports/event-store.ts'

/** An aggregate as its stream tells it. */
export interface Loaded<State> {
  readonly state: State
  readonly revision: ExpectedRevision
  /** Position of the stream's last event; `null` for a stream that does not exist. */
  readonly position: Position | null
}

/** What an earlier try of the same request left in the stream. */
export interface EarlierTry<State> {
  readonly loaded: Loaded<State>
  /** HMAC of the body that came with the key then. */
  readonly body: string
}

export interface History<State> {
  readonly loaded: Loaded<State>
  /** What was recorded under which idempotency key. */
  readonly marks: Map<string, EarlierTry<State>>
  /** Of what is remembered: it changes when everything is forgotten. */
  readonly era: number
}
