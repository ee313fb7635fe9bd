import type { Home } from './cabinet-process.ts'
import { eventsAfter } from './log-copy.ts'
import type { KnownPerson, KnownProfile } from './wish.ts'

const category = 'profile-'

/** Those that were registered in a new home, with the ids that its log gave them, one after the other. */
export const knownProfiles = (home: Home): readonly KnownProfile[] => {
  const registered = eventsAfter(home, 0).filter(({ type }) => type === 'ProfileRegistered')
  return registered.map(({ stream }, at) => {
    const signIn = home.profiles[at]
    if (signIn === undefined) throw new Error('more Profiles are registered than are known')
    return { id: stream.slice(category.length), ...signIn }
  })
}

/** Somebody who may change whatever a Profile has. */
export const knownPerson = (profile: KnownProfile): KnownPerson => ({
  ...profile,
  passwordRevision: 0,
  firstPassword: profile.password,
  isErased: false,
})
