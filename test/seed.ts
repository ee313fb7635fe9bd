import fc from 'fast-check'
import { inject } from 'vitest'

declare module 'vitest' {
  export interface ProvidedContext {
    /** What all property tests of a run start from; printed by the reporter. */
    seed: number
  }
}

// One seed for the whole run, so that a failure anywhere can be repeated by giving the run its number again.
fc.configureGlobal({ seed: inject('seed') })
