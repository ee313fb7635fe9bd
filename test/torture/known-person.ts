import type { KnownPerson, KnownProfile } from './wish.ts'

/** Somebody who may change whatever a Profile has. */
export const knownPerson = (profile: KnownProfile): KnownPerson => ({
  ...profile,
  passwordRevision: 0,
  firstPassword: profile.password,
  isErased: false,
})
