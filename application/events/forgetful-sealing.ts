import type { Sealing, Subject } from '../ports/sealing.ts'

/** Sealing that tells whoever keeps opened values in memory when a key is destroyed, so that they forget them. */
export interface ForgetfulSealing extends Sealing {
  readonly whenDestroyed: (forget: (subject: Subject) => void) => void
}

export const forgetfulSealing = (sealing: Sealing): ForgetfulSealing => {
  const told: ((subject: Subject) => void)[] = []
  return {
    ...sealing,
    whenDestroyed: (forget) => {
      told.push(forget)
    },
    destroyKey: async (subject) => {
      await sealing.destroyKey(subject)
      for (const forget of told) forget(subject)
    },
  }
}
