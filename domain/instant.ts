/** A moment: milliseconds since 1970-01-01T00:00:00Z. The domain has no clock; instants come in as arguments. */
export type Instant = number

/** Durations, in milliseconds. */
export const seconds = (n: number): number => n * 1000
export const minutes = (n: number): number => seconds(n * 60)
export const hours = (n: number): number => minutes(n * 60)
export const days = (n: number): number => hours(n * 24)
