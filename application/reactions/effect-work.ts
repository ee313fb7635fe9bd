import * as E from 'fp-ts/lib/Either.js'
import { projectedEvent } from '../events/projected-event.ts'
import type { EventStore } from '../ports/event-store.ts'
import type { EffectReaction } from './reaction.ts'
import { readTrigger } from './trigger-event.ts'
import type { Attempt, Work } from './work.ts'

const done: Attempt = { kind: 'ended' }
const logAway: Attempt = { kind: 'logAway' }

/** Jobs of an effect: all there is to know of them lies in their rows, and is made anew from the log. */
export const effectWork = (reaction: EffectReaction, store: EventStore): Work => ({
  reaction,
  // A lane of its own: an effect that fails holds back no message of the same account.
  subjectOf: (stream) => `${reaction.name}/${stream}`,
  begin: async () => E.right('toDo'),
  attempt: async (job) => {
    const trigger = await readTrigger(store, job.trigger)
    if (E.isLeft(trigger)) return logAway
    return E.isLeft(await reaction.perform(projectedEvent(trigger.right))) ? logAway : done
  },
  park: async () => E.right(undefined),
  release: async () => E.right(null),
  giveUp: async () => E.right(null),
})
