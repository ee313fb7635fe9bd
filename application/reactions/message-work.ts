import * as E from 'fp-ts/lib/Either.js'
import type { Decision } from '../../domain/decision.ts'
import { seconds } from '../../domain/instant.ts'
import {
  conclude,
  giveUp,
  type Message,
  type MessageEvent,
  message,
  requestMessage,
  unpark,
} from '../../domain/message/message.ts'
import { isErased } from '../../domain/sealed.ts'
import { type ProvisionedAccount, type SipAccount, sipAccount } from '../../domain/sip-account/sip-account.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { Circumstances } from '../events/metadata.ts'
import { projectedEvent } from '../events/projected-event.ts'
import type { Clock } from '../ports/clock.ts'
import type { EventStore, StoredEvent } from '../ports/event-store.ts'
import type { Job, NewJob, Trigger } from '../ports/reaction-progress.ts'
import type { SmsFailure } from '../ports/sms.ts'
import type { LogAway, MessageReaction, Receiver } from './reaction.ts'
import { readTrigger } from './trigger-event.ts'
import { type Attempt, type Beginning, circumstancesOf, idIn, type Work } from './work.ts'

interface Parts {
  readonly handler: CommandHandler
  readonly store: EventStore
  readonly clock: Clock
}

type WaitingMessage = Exclude<Message, { status: 'absent' }>
type Ending = Parameters<typeof conclude>[0]

/** How long a gateway may take for its answer. Without one the message counts as not handed over, and goes again. */
const answerLimit = seconds(20)

const ended: Attempt = { kind: 'ended' }
const logAway: Attempt = { kind: 'logAway' }

const hasEnded = ({ status }: Message): boolean =>
  status === 'handedOver' || status === 'failed' || status === 'expired'

const beginningOf = (state: Message): Beginning => (hasEnded(state) ? 'nothingToDo' : 'toDo')

const hasNumber = (account: ProvisionedAccount): account is Receiver => !isErased(account.number)

const receiverOf = (account: SipAccount): E.Either<'serviceDisabled' | 'numberErased', Receiver> => {
  if (account.status === 'absent' || account.status === 'disabled') return E.left('serviceDisabled')
  return hasNumber(account) ? E.right(account) : E.left('numberErased')
}

/** Jobs of a message: their truth is the message's own stream, the row only says when to look at it again. */
export const messageWork = (reaction: MessageReaction, { handler, store, clock }: Parts): Work => {
  const tell = (
    { id, trigger }: { readonly id: string; readonly trigger: Trigger },
    decide: Decision<Message, MessageEvent, never>,
    circumstances: Circumstances = circumstancesOf(trigger),
  ) =>
    handler.execute({
      aggregate: message,
      id,
      owner: `account-${idIn(trigger.stream)}`,
      decide,
      circumstances,
    })()

  const request = async (job: NewJob, trigger: StoredEvent): Promise<E.Either<LogAway, Beginning>> => {
    const accountId = idIn(trigger.stream)
    const account = await handler.load(sipAccount, accountId)()
    if (E.isLeft(account)) return E.left('logAway')
    const { state } = account.right
    // Who is forgotten gets no message, and there is no key left to seal where it would have gone.
    if (state.status === 'absent' || !hasNumber(state)) return E.right('nothingToDo')
    const asked = reaction.request(projectedEvent(trigger), state)
    const told = await tell(
      job,
      requestMessage({ kind: 'sms', purpose: reaction.name, accountId, profileId: null, ...asked }),
    )
    return E.isLeft(told) ? E.left('logAway') : E.right(beginningOf(told.right.state))
  }

  const end = async (job: Job, ending: Ending): Promise<Attempt> =>
    E.isLeft(await tell(job, conclude(ending))) ? logAway : ended

  const handOver = async (
    job: Job,
    receiver: Receiver,
  ): Promise<E.Either<SmsFailure | 'secretGone', void>> => {
    const answered = new AbortController()
    const late = clock
      .wait(answerLimit, answered.signal)
      .then(() => E.left({ kind: 'temporary', reason: 'noAnswer' } as const))
    try {
      return await Promise.race([reaction.send(job.id, receiver), late])
    } finally {
      answered.abort()
    }
  }

  const deliver = async (job: Job, { deadline }: WaitingMessage): Promise<Attempt> => {
    if (clock.now() >= deadline) return end(job, { type: 'MessageExpired', data: { attempts: job.tries } })
    const account = await handler.load(sipAccount, idIn(job.trigger.stream))()
    if (E.isLeft(account)) return logAway
    const receiver = receiverOf(account.right.state)
    if (E.isLeft(receiver))
      return end(job, { type: 'MessageFailed', data: { attempts: job.tries, why: receiver.left } })
    const sent = await handOver(job, receiver.right)
    const attempts = job.tries + 1
    if (E.isRight(sent)) return end(job, { type: 'MessageHandedOver', data: { attempts } })
    // The password was changed just now, and the next try finds the new one; or the vault has lost it, for staff to see.
    if (sent.left === 'secretGone') return { kind: 'failed', why: 'secretGone', deadline }
    const { kind, reason } = sent.left
    return kind === 'permanent'
      ? end(job, { type: 'MessageFailed', data: { attempts, why: reason } })
      : { kind: 'failed', why: reason, deadline }
  }

  const look = (id: string) => handler.load(message, id)()

  const begin = async (job: NewJob, trigger: StoredEvent): Promise<E.Either<LogAway, Beginning>> => {
    const loaded = await look(job.id)
    if (E.isLeft(loaded)) return E.left('logAway')
    const { state } = loaded.right
    return state.status === 'absent' ? request(job, trigger) : E.right(beginningOf(state))
  }

  /** A message that could not be requested when its event was seen. */
  const beginLate = async (job: Job): Promise<E.Either<LogAway, Beginning>> => {
    const trigger = await readTrigger(store, job.trigger)
    return E.isLeft(trigger) ? trigger : request(job, trigger.right)
  }

  const attempt = async (job: Job): Promise<Attempt> => {
    const loaded = await look(job.id)
    if (E.isLeft(loaded)) return logAway
    const { state } = loaded.right
    if (hasEnded(state)) return ended
    if (state.status === 'parked') return { kind: 'parked' }
    if (state.status !== 'absent') return deliver(job, state)
    const begun = await beginLate(job)
    if (E.isLeft(begun)) return logAway
    return begun.right === 'toDo' ? attempt(job) : ended
  }

  return {
    reaction,
    subjectOf: (stream) => `account-${idIn(stream)}`,
    begin,
    attempt,
    park: async (job, attempts, why) => {
      const told = await tell(job, conclude({ type: 'MessageParked', data: { attempts, why } }))
      return E.isLeft(told) ? E.left('logAway') : E.right(undefined)
    },
    release: async (job, circumstances) => {
      const told = await tell(job, unpark, circumstances)
      return E.isLeft(told) ? told : E.right(told.right.position)
    },
    giveUp: async (job, circumstances) => {
      const told = await tell(job, giveUp(job.tries), circumstances)
      return E.isLeft(told) ? told : E.right(told.right.position)
    },
  }
}
