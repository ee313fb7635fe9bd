/** What remains of a person's value once the person's key is destroyed. */
export interface Erased {
  readonly erased: true
}

/** A value that belongs to a person: itself, or `erased` after the person's erasure (M19). */
export type Sealed<T> = T | Erased

export const erased: Erased = { erased: true }

/** Whether a sealed value can no longer be read. */
export const isErased = (value: unknown): value is Erased =>
  typeof value === 'object' && value !== null && 'erased' in value && value.erased === true
