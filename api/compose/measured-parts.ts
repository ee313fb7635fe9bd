import * as E from 'fp-ts/lib/Either.js'
import type { Counter } from 'prom-client'
import type { CommandHandler } from '../../application/commands/command-handler.ts'
import type { EventStore } from '../../application/ports/event-store.ts'
import type { SecretVault } from '../../application/ports/vault.ts'
import type { Work } from '../../application/reactions/work.ts'
import type { ProveSipCredentials } from '../../application/sign-in/sip-credentials.ts'
import type { Gateways } from './gateways.ts'
import type { Measures } from './measures.ts'

/** What breaks off with an error and no outcome of its own. */
const broke = 'failed'

export const measuredHandler = (inner: CommandHandler, measures: Measures): CommandHandler => ({
  ...inner,
  execute: (command) => async () => {
    const aggregate = command.aggregate.category
    const count = (outcome: string) => measures.commands.labels(aggregate, outcome).inc()
    const end = measures.commandSeconds.labels(aggregate).startTimer()
    try {
      const done = await inner.execute(command)()
      if (E.isLeft(done)) count(done.left.code)
      else if (done.right.replayed) count('replayed')
      else count(done.right.recorded.length === 0 ? 'unchanged' : 'recorded')
      return done
    } catch (error) {
      count(broke)
      throw error
    } finally {
      end()
    }
  },
})

export const measuredAppends = (inner: EventStore, measures: Measures): EventStore => ({
  ...inner,
  append: (stream, expected, events) => async () => {
    const end = measures.appendSeconds.startTimer()
    try {
      const appended = await inner.append(stream, expected, events)()
      measures.appends.labels(E.isRight(appended) ? 'appended' : appended.left.kind).inc()
      if (E.isRight(appended)) measures.appendEvents.observe(events.length)
      return appended
    } catch (error) {
      measures.appends.labels(broke).inc()
      throw error
    } finally {
      end()
    }
  },
})

export const measuredWork = (inner: Work, measures: Measures): Work => {
  const { name } = inner.reaction
  const attempted = (outcome: string) => measures.attempts.labels(name, outcome).inc()
  return {
    ...inner,
    attempt: async (job) => {
      const end = measures.attemptSeconds.labels(name).startTimer()
      try {
        const attempt = await inner.attempt(job)
        attempted(attempt.kind)
        return attempt
      } catch (error) {
        attempted(broke)
        throw error
      } finally {
        end()
      }
    },
  }
}

export const measuredSignIns =
  (inner: ProveSipCredentials, { signIns }: Measures): ProveSipCredentials =>
  (credentials, circumstances) =>
  async () => {
    const proven = await inner(credentials, circumstances)()
    signIns.labels(E.isRight(proven) ? 'proven' : proven.left.code).inc()
    return proven
  }

/** Counts `done` and `failed`; passes both. */
const counted = async <T>(work: Promise<T>, counter: Counter, operation?: string): Promise<T> => {
  const count = (outcome: string) =>
    counter.inc(operation === undefined ? { outcome } : { operation, outcome })
  try {
    const done = await work
    count('done')
    return done
  } catch (error) {
    count('failed')
    throw error
  }
}

export const measuredVault = (inner: SecretVault, { vault }: Measures): SecretVault => ({
  put: (...given) => counted(inner.put(...given), vault, 'put'),
  verify: (...given) => counted(inner.verify(...given), vault, 'verify'),
  verifyDecoy: (...given) => counted(inner.verifyDecoy(...given), vault, 'verify'),
  ha1: (...given) => counted(inner.ha1(...given), vault, 'ha1'),
  remindBySms: (...given) => counted(inner.remindBySms(...given), vault, 'remindBySms'),
  destroy: (...given) => counted(inner.destroy(...given), vault, 'destroy'),
  storedBefore: (...given) => counted(inner.storedBefore(...given), vault, 'storedBefore'),
})

/** A gateway whose messages are counted, whoever sends them. One that breaks has not taken the message. */
const countedSends =
  <Message>(
    send: (
      message: Message,
    ) => Promise<E.Either<{ readonly kind: 'temporary' | 'permanent'; readonly reason: string }, void>>,
    counter: Counter,
  ): typeof send =>
  async (message) => {
    let outcome = 'temporary'
    try {
      const sent = await send(message)
      outcome = E.isRight(sent) ? 'handedOver' : sent.left.kind
      return sent
    } finally {
      counter.inc({ outcome })
    }
  }

export const measuredGateways = ({ sms, mail, close }: Gateways, measures: Measures): Gateways => ({
  sms: { send: countedSends(sms.send, measures.sms) },
  mail: { send: countedSends(mail.send, measures.letters) },
  close,
})

/** Counts rotations of the master key, and tells while one goes on. */
export const measuredRotation =
  (rotate: () => Promise<string>, { rotations, rotating }: Measures) =>
  async (): Promise<string> => {
    rotating.inc()
    try {
      return await counted(rotate(), rotations)
    } finally {
      rotating.dec()
    }
  }
