import { projectedEvent } from '../../../application/events/projected-event.ts'
import { profilePage } from '../../../application/profiles/profile-page.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { circumstances } from '../circumstances.ts'
import { type InMemoryEventStore, inMemoryEventStore } from '../in-memory-event-store.ts'
import { offerVersion, profileDoubles } from '../sign-in/profile-doubles.ts'
import { writeSide } from '../write-side.ts'
import { answeringServices } from './answering-services.ts'

export const profileId = 'p1'
export const other = { profileId: 'p2', phone: '+79035556677', email: 'olga@example.com' }
export const order = {
  profileId,
  sessionId: 's1',
  circumstances: circumstances({ actor: { type: 'profile', id: profileId }, sessionId: 's1' }),
}

/** One process with the Profile's page in it; another may be opened on the same log after it has died. */
export const pageProcess = (log: InMemoryEventStore = inMemoryEventStore()) => {
  const side = writeSide(log)
  // Ids begin anew in every process here, and must not be those of the one before.
  for (let used = 0; used < log.log().length * 20; used += 1) side.ids.uuid()
  const doubles = profileDoubles(side)
  const { profiles, codes } = doubles
  const destroyed: string[] = []
  const services = answeringServices()
  const secrets = { destroy: async (ref: string) => void destroyed.push(ref) }
  const { page, reactions } = profilePage({
    ...{ ...side, ...profiles, secrets },
    presentOffer: () => offerVersion,
    ownership: services.ownership,
  })
  return {
    ...{ ...side, ...doubles, ...profiles, log, page, destroyed, services },
    /** The code of the newest challenge that was issued. */
    newestCode: () => {
      const issued = log.log().findLast(({ type }) => type === 'ChallengeIssued')
      const id = issued?.stream.slice('challenge-'.length) ?? ''
      return codes.codeOf(id, Number(issued?.data['issue']))
    },
    /** The newest letter's link, followed. */
    followNewest: async () => {
      const issued = log.log().findLast(({ type }) => type === 'ChallengeIssued')
      const id = issued?.stream.slice('challenge-'.length) ?? ''
      const token = `${id}/${String(issued?.data['issue'])}`
      return profiles.challenges.follow(token, () => order.circumstances)()
    },
    /** Every reaction to everything that the log holds, until nothing new comes of it. */
    react: async () => {
      for (let seen = 0; seen < log.log().length; seen += 1) {
        const stored = log.log()[seen]
        for (const reaction of reactions)
          if (stored !== undefined && reaction.kind === 'effect' && reaction.on === stored.type)
            rightOf(await reaction.perform(projectedEvent(stored)))
      }
    },
    profileNow: async () => rightOf(await page.read(profileId)()).profile,
    holderOfPhone: async (phone: string) =>
      rightOf(await profiles.claims.holderOf({ kind: 'phone', phone })()),
    holderOfEmail: async (email: string) =>
      rightOf(await profiles.claims.holderOf({ kind: 'email', email })()),
  }
}
