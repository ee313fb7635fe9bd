import * as E from 'fp-ts/lib/Either.js'
import { match } from 'ts-pattern'
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
import type { CommandHandler } from '../commands/command-handler.ts'
import { subjectOfActor } from '../events/event-codec.ts'
import type { Circumstances } from '../events/metadata.ts'
import { type ProjectedEvent, projectedEvent } from '../events/projected-event.ts'
import type { Clock } from '../ports/clock.ts'
import type { EventStore, Position, StoredEvent } from '../ports/event-store.ts'
import type { Job, NewJob, Trigger } from '../ports/reaction-progress.ts'
import type { Subject } from '../ports/sealing.ts'
import type { LogAway, MessageReaction, NotSent } from './reaction.ts'
import { readTrigger } from './trigger-event.ts'
import { type Attempt, type Beginning, circumstancesOf, type Work } from './work.ts'

interface Parts {
  readonly handler: CommandHandler
  readonly store: EventStore
  readonly clock: Clock
}

type KnownMessage = Exclude<Message, { status: 'absent' }>
type Concerned = Pick<KnownMessage, 'accountId' | 'profileId' | 'forgotten'>
type Ending = Parameters<typeof conclude>[0]

/** How long a gateway may take for its answer. Without one the message counts as not handed over, and goes again. */
const answerLimit = seconds(20)

const ended: Attempt = { kind: 'ended' }
const logAway: Attempt = { kind: 'logAway' }
const nobody: Concerned = { accountId: null, profileId: null, forgotten: false }

const hasEnded = ({ status }: Message): boolean =>
  status === 'handedOver' || status === 'failed' || status === 'expired'

/** Jobs of a message: their truth is the message's own stream, the row only says when to look at it again. */
export const messageWork = (reaction: MessageReaction, { handler, store, clock }: Parts): Work => {
  /** Whose key seals what is told of a message; who is forgotten has none, and a reason is kept by whoever gave it. */
  const ownerOf = ({ accountId, profileId, forgotten }: Concerned, { actor }: Circumstances): Subject => {
    if (!forgotten && profileId !== null) return `profile-${profileId}`
    if (!forgotten && accountId !== null) return `account-${accountId}`
    return subjectOfActor(actor, clock.now())
  }

  const tell = (
    { id, trigger }: { readonly id: string; readonly trigger: Trigger },
    concerned: Concerned,
    decide: Decision<Message, MessageEvent, never>,
    circumstances: Circumstances = circumstancesOf(trigger),
  ) =>
    handler.execute({
      aggregate: message,
      id,
      owner: ownerOf(concerned, circumstances),
      decide,
      circumstances,
    })()

  const look = (id: string) => handler.load(message, id)()

  const concernedBy = (state: Message): Concerned => (state.status === 'absent' ? nobody : state)

  /** The hand-over is recorded; what else has to be told of it is told now, or when the job is looked at again. */
  const settle = async (event: ProjectedEvent): Promise<E.Either<LogAway, Beginning>> =>
    E.map((): Beginning => 'nothingToDo')((await reaction.handedOver?.(event)) ?? E.right(undefined))

  const request = async (job: NewJob, event: ProjectedEvent): Promise<E.Either<LogAway, Beginning>> => {
    const wanted = await reaction.request(event)
    if (E.isLeft(wanted)) return wanted
    if (wanted.right === null) return E.right('nothingToDo')
    const asked = { kind: reaction.by, purpose: reaction.name, ...wanted.right }
    const told = await tell(job, { ...asked, forgotten: false }, requestMessage(asked))
    return E.isLeft(told) ? E.left('logAway') : E.right(hasEnded(told.right.state) ? 'nothingToDo' : 'toDo')
  }

  const begin = async (job: NewJob, trigger: StoredEvent): Promise<E.Either<LogAway, Beginning>> => {
    const event = projectedEvent(trigger)
    if (reaction.concerns?.(event) === false) return E.right('nothingToDo')
    const loaded = await look(job.id)
    if (E.isLeft(loaded)) return E.left('logAway')
    const { state } = loaded.right
    if (state.status === 'absent') return request(job, event)
    if (state.status === 'handedOver') return settle(event)
    return E.right(hasEnded(state) ? 'nothingToDo' : 'toDo')
  }

  const end = async (job: Job, state: KnownMessage, ending: Ending): Promise<Attempt> =>
    E.isLeft(await tell(job, state, conclude(ending))) ? logAway : ended

  const handOver = async (job: Job, event: ProjectedEvent): Promise<E.Either<LogAway | NotSent, void>> => {
    const answered = new AbortController()
    const late = clock
      .wait(answerLimit, answered.signal)
      .then(() => E.left({ kind: 'temporary', reason: 'noAnswer' } as const))
    try {
      return await Promise.race([reaction.send(job.id, event), late])
    } finally {
      answered.abort()
    }
  }

  const handedOver = async (job: Job, state: KnownMessage, event: ProjectedEvent): Promise<Attempt> => {
    const attempts = job.tries + 1
    const recorded = await end(job, state, { type: 'MessageHandedOver', data: { attempts } })
    if (recorded.kind !== 'ended') return recorded
    return E.isLeft(await settle(event)) ? logAway : ended
  }

  const deliver = async (job: Job, state: KnownMessage, event: ProjectedEvent): Promise<Attempt> => {
    const { deadline } = state
    const { tries } = job
    if (clock.now() >= deadline) return end(job, state, { type: 'MessageExpired', data: { attempts: tries } })
    const sent = await handOver(job, event)
    if (E.isRight(sent)) return handedOver(job, state, event)
    if (sent.left === 'logAway') return logAway
    const { kind, reason: why } = sent.left
    const failed = (attempts: number) => end(job, state, { type: 'MessageFailed', data: { attempts, why } })
    return match(kind)
      .returnType<Attempt | Promise<Attempt>>()
      .with('temporary', () => ({ kind: 'failed', why, deadline }))
      .with('permanent', () => failed(tries + 1))
      .with('pointless', () => failed(tries))
      .exhaustive()
  }

  const attempt = async (job: Job): Promise<Attempt> => {
    const loaded = await look(job.id)
    if (E.isLeft(loaded)) return logAway
    const { state } = loaded.right
    if (state.status === 'failed' || state.status === 'expired') return ended
    if (state.status === 'parked') return { kind: 'parked' }
    const trigger = await readTrigger(store, job.trigger)
    if (E.isLeft(trigger)) return logAway
    if (state.status === 'waiting') return deliver(job, state, projectedEvent(trigger.right))
    // It could not be requested, or all told, when its event was seen.
    const begun = await begin(job, trigger.right)
    if (E.isLeft(begun)) return logAway
    return begun.right === 'toDo' ? attempt(job) : ended
  }

  const decideOn = async (
    job: Job,
    decide: Decision<Message, MessageEvent, never>,
    circumstances = circumstancesOf(job.trigger),
  ) => {
    const loaded = await look(job.id)
    return E.isLeft(loaded) ? loaded : tell(job, concernedBy(loaded.right.state), decide, circumstances)
  }

  return {
    reaction,
    subjectOf: reaction.subjectOf,
    begin,
    attempt,
    park: async (job, attempts, why) => {
      const told = await decideOn(job, conclude({ type: 'MessageParked', data: { attempts, why } }))
      return E.isLeft(told) ? E.left('logAway') : E.right(undefined)
    },
    release: async (job, circumstances) =>
      E.map(({ position }: { readonly position: Position | null }) => position)(
        await decideOn(job, unpark, circumstances),
      ),
    giveUp: async (job, circumstances) =>
      E.map(({ position }: { readonly position: Position | null }) => position)(
        await decideOn(job, giveUp(job.tries), circumstances),
      ),
  }
}
