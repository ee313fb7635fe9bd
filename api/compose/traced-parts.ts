import * as E from 'fp-ts/lib/Either.js'
import type { CommandHandler } from '../../application/commands/command-handler.ts'
import type {
  EventStore,
  EventToAppend,
  StoredEvent,
  StreamName,
} from '../../application/ports/event-store.ts'
import type { Job, NewJob } from '../../application/ports/reaction-progress.ts'
import type { SpanDescription, Tracing } from '../../application/ports/tracing.ts'
import type { Work } from '../../application/reactions/work.ts'
import type { Gateways } from './gateways.ts'

/** The kind of a stream: its name can hold the fingerprint of a number, and is left out. */
export const categoryOf = (stream: StreamName): string => stream.split('-', 1)[0] ?? stream

const correlationOf = ({ id, metadata }: EventToAppend): string => {
  const correlationId = metadata['correlationId']
  return typeof correlationId === 'string' ? correlationId : id
}

/** A span for every command, with what became of it. */
export const tracedHandler = (inner: CommandHandler, tracing: Tracing): CommandHandler => ({
  ...inner,
  execute: (command) => () => {
    const { category } = command.aggregate
    const { correlationId, channel } = command.circumstances
    return tracing.during(
      {
        name: `command ${category}`,
        kind: 'internal',
        facts: { 'cabinet.stream.category': category, 'cabinet.channel': channel },
        correlationId,
      },
      async (span) => {
        const done = await inner.execute(command)()
        if (E.isLeft(done)) span.tell({ 'cabinet.outcome': done.left.code })
        else if (done.right.replayed) span.tell({ 'cabinet.outcome': 'replayed' })
        else span.tell({ 'cabinet.outcome': done.right.recorded.length === 0 ? 'unchanged' : 'recorded' })
        return done
      },
    )
  },
})

const storeFacts = (stream: StreamName): Readonly<Record<string, string>> => ({
  'db.operation.name': 'append',
  'cabinet.stream.category': categoryOf(stream),
})

/** A span for every append. Each event's own span is what `follows` finds: the append itself, when it is the only one. */
export const tracedAppends = (inner: EventStore, tracing: Tracing): EventStore => {
  const tellEach = async (stream: StreamName, events: readonly EventToAppend[]): Promise<void> => {
    for (const event of events)
      await tracing.during(
        {
          name: `create ${categoryOf(stream)}`,
          kind: 'producer',
          facts: { 'cabinet.event.type': event.type },
          correlationId: correlationOf(event),
          records: event.id,
        },
        async () => undefined,
      )
  }
  return {
    ...inner,
    append: (stream, expected, events) => () => {
      const [first] = events
      const isAlone = events.length === 1
      const facts = { ...storeFacts(stream), 'cabinet.events': events.length }
      return tracing.during(
        {
          name: `append ${categoryOf(stream)}`,
          kind: 'producer',
          facts: isAlone ? { ...facts, 'cabinet.event.type': first.type } : facts,
          correlationId: correlationOf(first),
          ...(isAlone ? { records: first.id } : {}),
        },
        async (span) => {
          const appended = await inner.append(stream, expected, events)()
          if (E.isLeft(appended)) span.fail(appended.left.kind)
          else if (!isAlone) await tellEach(stream, events)
          return appended
        },
      )
    },
  }
}

const projection = (event: StoredEvent): SpanDescription => ({
  name: `project ${categoryOf(event.stream)}`,
  kind: 'consumer',
  facts: { 'cabinet.stream.category': categoryOf(event.stream), 'cabinet.event.type': event.type },
  correlationId: correlationOf(event),
  follows: event.id,
})

/**
 * The store as the views follow it. Whoever takes the next delivery has done with the last one: a span lasts from the
 * one to the other. What is older than the follower, as in a rebuild, belongs to no trace any more.
 */
export const tracedFollowing = (inner: EventStore, tracing: Tracing): EventStore => ({
  ...inner,
  async *subscribeAll(after, signal) {
    let isLive = false
    for await (const delivery of inner.subscribeAll(after, signal)) {
      const spans =
        isLive && delivery.kind === 'events'
          ? delivery.events.map((event) => tracing.open(projection(event), null))
          : []
      isLive ||= delivery.kind === 'caughtUp'
      try {
        yield delivery
      } finally {
        for (const span of spans) span.end()
      }
    }
  },
})

/** Spans for what leaves the process, whoever sends it. */
export const tracedGateways = (inner: Gateways, tracing: Tracing): Gateways => {
  const traced =
    <Message, Failure extends { readonly kind: string }>(
      name: string,
      send: (message: Message) => Promise<E.Either<Failure, void>>,
    ): typeof send =>
    (message) =>
      tracing.during({ name, kind: 'client' }, async (span) => {
        const sent = await send(message)
        if (E.isLeft(sent)) span.fail(sent.left.kind)
        return sent
      })
  return {
    sms: { send: traced('send sms', inner.sms.send) },
    mail: { send: traced('send mail', inner.mail.send) },
    close: inner.close,
  }
}

/** Spans for what a reaction does, the first time and every other, each following from the event that asked for it. */
export const tracedWork = (inner: Work, tracing: Tracing): Work => {
  const { name } = inner.reaction
  const described = (step: string, { trigger }: NewJob | Job): SpanDescription => ({
    name: `${step} ${name}`,
    kind: 'consumer',
    facts: { 'cabinet.reaction': name },
    correlationId: trigger.correlationId,
    follows: trigger.eventId,
  })
  return {
    ...inner,
    begin: (job, trigger) => tracing.during(described('begin', job), () => inner.begin(job, trigger)),
    attempt: (job) =>
      tracing.during(
        { ...described('react', job), facts: { 'cabinet.reaction': name, 'cabinet.tries': job.tries } },
        async (span) => {
          const attempt = await inner.attempt(job)
          span.tell({ 'cabinet.outcome': attempt.kind })
          if (attempt.kind === 'failed') span.fail('attemptFailed')
          return attempt
        },
      ),
  }
}
