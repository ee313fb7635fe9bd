import { type Instant, minutes } from './instant.ts'

/**
 * How long after it was begun an authenticator can be switched on, its right code given or not. Far below the hour after
 * which the sweep destroys a secret that no event names: one that may be swept is never named, which would let nobody in.
 */
export const setupWindow = minutes(15)

/** `begunAt`: when its secret was made; `null` when there is none (any more). */
export const isSetupOpen = (begunAt: Instant | null, now: Instant): boolean =>
  begunAt !== null && now < begunAt + setupWindow
