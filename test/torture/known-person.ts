import type { RegisteredProfile } from '../registered-profiles.ts'
import type { KnownPerson } from './wish.ts'

/** Somebody who may change whatever a Profile has. */
export const knownPerson = (profile: RegisteredProfile): KnownPerson => ({
  ...profile,
  passwordRevision: 0,
  firstPassword: profile.password,
  isErased: false,
})
