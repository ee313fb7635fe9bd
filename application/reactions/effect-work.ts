import * as E from 'fp-ts/lib/Either.js'
import { projectedEvent } from '../events/projected-event.ts'
import type { BeginOperation } from '../operations/told-operations.ts'
import type { EventStore } from '../ports/event-store.ts'
import type { Job } from '../ports/reaction-progress.ts'
import type { EffectReaction } from './reaction.ts'
import { readTrigger } from './trigger-event.ts'
import type { Attempt, Work } from './work.ts'

const done: Attempt = { kind: 'ended' }
const logAway: Attempt = { kind: 'logAway' }

const actOn = ({ reaction: work, trigger: { stream, revision } }: Job) =>
  ({ kind: 'effect', work, stream, revision }) as const

/** Jobs of an effect: all there is to know of them lies in their rows, and is made anew from the log. */
export const effectWork = (reaction: EffectReaction, store: EventStore, begin: BeginOperation): Work => ({
  reaction,
  // A lane of its own: an effect that fails holds back no message of the same account.
  subjectOf: ({ stream }) => `${reaction.name}/${stream}`,
  begin: async () => E.right('toDo'),
  attempt: async (job) => {
    const trigger = await readTrigger(store, job.trigger)
    if (E.isLeft(trigger)) return logAway
    return E.isLeft(await reaction.perform(projectedEvent(trigger.right))) ? logAway : done
  },
  park: async () => E.right(undefined),
  // No stream of its own tells of it, as a message's does: what staff decide is told as an act of theirs.
  release: (job, circumstances) => begin(circumstances)({ type: 'ParkedRetryRequested', data: actOn(job) }),
  giveUp: (job, circumstances) => begin(circumstances)({ type: 'ParkedSkipRequested', data: actOn(job) }),
})
