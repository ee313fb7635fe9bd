import * as E from 'fp-ts/lib/Either.js'
import { challenge } from '../../domain/challenge/challenge.ts'
import type { RefusalOf } from '../../domain/decision.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { ProjectedEvent } from '../events/projected-event.ts'
import type { ClaimedChanges } from '../profiles/claimed-change.ts'
import type { EmailChange } from '../profiles/email-change.ts'
import type { PhoneChange } from '../profiles/phone-change.ts'
import { profileValues } from './profile-values.ts'
import { type EffectReaction, effect, type LogAway } from './reaction.ts'
import { circumstancesOf } from './work.ts'

interface Parts {
  readonly handler: CommandHandler
  readonly changes: ClaimedChanges
  readonly emailChange: Pick<EmailChange, 'confirm'>
  readonly phoneChange: Pick<PhoneChange, 'finish'>
}

/** Where the log was away the work is done again; any other refusal is the answer, and the next request tells it. */
const unlessAway = (result: E.Either<RefusalOf<string>, unknown>): E.Either<LogAway, void> => {
  if (E.isRight(result)) return E.right(undefined)
  const { code } = result.left
  return code === 'StoreUnavailable' || code === 'TooManyConflicts' ? E.left('logAway') : E.right(undefined)
}

const ofReaction = ({ id, metadata }: ProjectedEvent) =>
  circumstancesOf({ eventId: id, correlationId: metadata.correlationId })

/**
 * What a crash left of a change of phone or e-mail (`architecture.md`, operations that touch several streams): once the
 * code or link was passed the change is made, or what was held for it is let go.
 */
const finishPassed = ({ handler, emailChange, phoneChange }: Parts): EffectReaction =>
  effect({
    name: 'finishContactChange',
    on: 'ChallengePassed',
    perform: async (event) => {
      const loaded = await handler.load(challenge, event.subjectId)()
      if (E.isLeft(loaded)) return E.left('logAway')
      const { state } = loaded.right
      if (state.status === 'absent' || state.profileId === null) return E.right(undefined)
      const passed = { flowId: state.flowId, profileId: state.profileId }
      if (state.purpose === 'phoneChange')
        return unlessAway(await phoneChange.finish(passed, ofReaction(event))())
      return state.purpose === 'emailChange'
        ? unlessAway(await emailChange.confirm(passed, ofReaction(event))())
        : E.right(undefined)
    },
  })

/** After the change, the claim on the new value is confirmed and the old one let go. */
const settleAfter = ({ handler, changes }: Parts, on: 'PhoneChanged' | 'EmailConfirmed'): EffectReaction =>
  effect({
    name: `settleClaimsAfter${on}`,
    on,
    perform: (event) =>
      changes.inTurn(event.subjectId, async () => {
        const loaded = await handler.load(profileValues, event.subjectId)()
        if (E.isLeft(loaded)) return E.left('logAway')
        const order = { owner: event.subjectId, circumstances: ofReaction(event) }
        for (const value of loaded.right.state) {
          const settled = unlessAway(await changes.settle({ ...order, value })())
          if (E.isLeft(settled)) return settled
        }
        return E.right(undefined)
      }),
  })

/** Everything that heals a change of phone or e-mail; each may be done again. */
export const contactChanges = (parts: Parts): readonly EffectReaction[] => [
  finishPassed(parts),
  settleAfter(parts, 'PhoneChanged'),
  settleAfter(parts, 'EmailConfirmed'),
]
