import * as E from 'fp-ts/lib/Either.js'
import type { FinishErasure } from '../erasure/finish-erasure.ts'
import { type EffectReaction, effect } from './reaction.ts'
import { circumstancesOf } from './work.ts'

/** After an erasure (M19) everything is destroyed and certified. The request does it at once; this heals what broke. */
export const unfinishedErasure = (finish: FinishErasure): EffectReaction =>
  effect({
    name: 'finishErasure',
    on: 'ProfileErased',
    perform: async ({ id, subjectId, metadata }) => {
      const { correlationId } = metadata
      const finished = await finish(subjectId, circumstancesOf({ eventId: id, correlationId }))
      return E.isLeft(finished) ? E.left('logAway') : E.right(undefined)
    },
  })
