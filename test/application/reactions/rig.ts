import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { onTestFinished } from 'vitest'
import { type CommandHandler, commandHandler } from '../../../application/commands/command-handler.ts'
import { eventCodec } from '../../../application/events/event-codec.ts'
import { forgetfulSealing } from '../../../application/events/forgetful-sealing.ts'
import type { Circumstances } from '../../../application/events/metadata.ts'
import type { EventStore, StoredEvent } from '../../../application/ports/event-store.ts'
import type { LogFields } from '../../../application/ports/log.ts'
import type { ReactionProgress } from '../../../application/ports/reaction-progress.ts'
import type { SecretVault } from '../../../application/ports/vault.ts'
import type { Reaction } from '../../../application/reactions/reaction.ts'
import { type Reactions, reactions } from '../../../application/reactions/reactions.ts'
import type { RetryPolicy } from '../../../application/reactions/retry-policy.ts'
import type { Decision } from '../../../domain/decision.ts'
import type { SipAccountEvent } from '../../../domain/sip-account/events.ts'
import {
  changePassword,
  provision,
  requestPasswordReminder,
  type SipAccount,
  sipAccount,
} from '../../../domain/sip-account/sip-account.ts'
import { openEmbeddedStore } from '../../../infrastructure/embedded-store/embedded-store.ts'
import { openOperationalState } from '../../../infrastructure/operational-state/open-operational-state.ts'
import { systemIds } from '../../../infrastructure/system/system-ids.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { temporaryDirectory } from '../../infrastructure/temporary-directory.ts'
import { vaultIn } from '../../infrastructure/vault/vault-in-a-directory.ts'
import { movedClock } from '../moved-clock.ts'
import { type Life, life } from './life.ts'
import { scriptedGateway } from './scripted-gateway.ts'
import { watchedVault } from './watched-vault.ts'

export const bySubscriber: Circumstances = {
  actor: { type: 'sip', id: 'a1' },
  channel: 'web',
  sessionId: null,
  ip: null,
  userAgent: null,
  correlationId: 'the-request',
  causationId: null,
  idempotency: null,
  reason: null,
}

export const byStaff: Circumstances = {
  ...bySubscriber,
  actor: { type: 'manager', id: 'm7' },
  channel: 'cli',
  correlationId: 'the-desk',
  reason: 'the gateway is back',
}

const away = E.left({ kind: 'unavailable', cause: new Error('the store is away') } as const)

type Call = 'append' | 'read' | 'end'
/** `streams`: the log's end is known, but no stream can be read. */
type Absence = 'nothing' | 'appends' | 'streams' | 'everything'

const mortalStore = (store: EventStore, { guard }: Life, isAway: (call: Call) => boolean): EventStore => {
  const append = guard(
    (...[, , events]: Parameters<EventStore['append']>) => `append ${events[0].type}`,
    async (...given) => (isAway('append') ? away : store.append(...given)()),
  )
  const readStream = guard('readStream', async (...given: Parameters<EventStore['readStream']>) =>
    isAway('read') ? away : store.readStream(...given)(),
  )
  const lastPosition = guard('lastPosition', async () => (isAway('end') ? away : store.lastPosition()()))
  return {
    append:
      (...given) =>
      () =>
        append(...given),
    readStream:
      (...given) =>
      () =>
        readStream(...given),
    subscribeAll: store.subscribeAll,
    lastPosition: () => lastPosition,
    close: store.close,
  }
}

const mortalProgress = (progress: ReactionProgress, { guard }: Life): ReactionProgress => ({
  checkpoint: guard('checkpoint', progress.checkpoint),
  begin: guard('begin', progress.begin),
  advance: guard('advance', progress.advance),
  due: guard('due', progress.due),
  nextDue: guard('nextDue', progress.nextDue),
  postpone: guard('postpone', progress.postpone),
  park: guard('park', progress.park),
  unpark: guard('unpark', progress.unpark),
  end: guard('end', progress.end),
  find: guard('find', progress.find),
  parked: guard('parked', progress.parked),
  count: guard('count', progress.count),
})

const mortalVault = (vault: SecretVault, { guard }: Life): SecretVault => ({
  ...vault,
  remindBySms: guard('remindBySms', vault.remindBySms),
  destroy: guard('destroy', vault.destroy),
})

export interface StartOptions {
  readonly logId?: string
  readonly policy?: Partial<RetryPolicy>
  readonly reactions?: readonly Reaction[] | ((living: CommandHandler, life: Life) => readonly Reaction[])
  /** How many calls a gateway of the test's own has left without an answer so far. */
  readonly held?: () => number
  /** Notes of another file than the rig's own. */
  readonly progress?: ReactionProgress
}

/** A process with reactions in it. */
export interface Process extends Reactions {
  readonly life: Life
  /** Lets everything happen that can happen without time passing. */
  readonly rest: () => Promise<void>
  /** Ends as a process does that is asked to. */
  readonly stop: () => Promise<void>
}

/** One cabinet's log, vault, notes and gateway, in which processes come and go. */
export const cabinet = () => {
  const clock = movedClock()
  const directory = temporaryDirectory()
  const store = rightOf(openEmbeddedStore(join(directory, 'events.db'), { clock }))
  const openState = (name: string) => {
    const state = rightOf(openOperationalState(join(directory, name)))
    onTestFinished(() => state.close())
    return state
  }
  onTestFinished(() => store.close())
  const gateway = scriptedGateway()
  const opened = vaultIn(directory, { clock, ids: systemIds, sms: gateway })
  const { secrets } = opened
  const sealing = forgetfulSealing(opened.sealing)
  const vault = watchedVault(secrets)
  const codec = eventCodec({ sealing, ids: systemIds })
  const handler = commandHandler({ store, codec, clock, sealing })
  const progress = openState('state.db').reactionProgress
  const lines: { readonly level: string; readonly fields: LogFields; readonly message: string }[] = []
  const say = (level: string) => (fields: LogFields, message: string) => {
    lines.push({ level, fields, message })
  }

  let absence: Absence = 'nothing'
  const isAway = (call: Call) =>
    absence === 'everything' ||
    (absence === 'appends' && call === 'append') ||
    (absence === 'streams' && call === 'read')

  const start = (options: StartOptions = {}): Process => {
    const mortal = life()
    const living = mortalStore(store, mortal, isAway)
    const ofProcess = commandHandler({ store: living, codec, clock, sealing })
    const given =
      typeof options.reactions === 'function' ? options.reactions(ofProcess, mortal) : options.reactions
    const policy = { firstPause: 5000, longestPause: 300_000, mostTries: 12, parallel: 8, ...options.policy }
    const all = reactions({
      store: living,
      handler: ofProcess,
      vault: mortalVault(vault, mortal),
      progress: mortalProgress(options.progress ?? progress, mortal),
      ids: systemIds,
      clock,
      log: { info: say('info'), warn: say('warn'), error: say('error') },
      logId: options.logId ?? 'log-1',
      policy,
      ...(given === undefined ? {} : { reactions: given }),
    })
    const end = new AbortController()
    const running = all.run(end.signal)
    const stop = async () => {
      end.abort()
      if (!mortal.isDead()) await running
    }
    onTestFinished(() => {
      // A dead process has calls that never answer; it must not follow the log any longer all the same.
      mortal.die()
      end.abort()
    })
    const held = options.held ?? gateway.unanswered
    return { ...all, life: mortal, rest: () => mortal.rest(held), stop }
  }

  const tryTo = (accountId: string, decide: Decision<SipAccount, SipAccountEvent, string>) =>
    handler.execute({
      aggregate: sipAccount,
      id: accountId,
      owner: `account-${accountId}`,
      decide,
      circumstances: bySubscriber,
    })()
  const change = async (...given: Parameters<typeof tryTo>) => rightOf(await tryTo(...given))

  return {
    directory,
    clock,
    store,
    gateway,
    vault,
    sealing,
    codec,
    handler,
    progress,
    lines,
    openState,
    /** What the event store gives no answer to from now on; who follows the log hears from it all the same. */
    away: (what: Absence) => {
      absence = what
    },
    start,
    change,
    provision: async (accountId: string, number: string, password: string) => {
      const passwordRef = await vault.put(`account-${accountId}`, password)
      const settings = { routing: 'GSM', trunkLimit: 2, callerId: null, tariffOption: null } as const
      await change(accountId, provision({ number, passwordRef, ...settings }))
      return passwordRef
    },
    changePassword: async (accountId: string, password: string) => {
      const ref = await vault.put(`account-${accountId}`, password)
      await change(accountId, changePassword(ref))
      return ref
    },
    remind: (accountId: string) => change(accountId, requestPasswordReminder(clock.now())),
    tryToRemind: (accountId: string) => tryTo(accountId, requestPasswordReminder(clock.now())),
    /** The whole log. */
    events: async (): Promise<readonly StoredEvent[]> => {
      const found: StoredEvent[] = []
      for await (const delivery of store.subscribeAll(null, new AbortController().signal)) {
        if (delivery.kind === 'caughtUp') return found
        found.push(...delivery.events)
      }
      return found
    },
  }
}

export type Cabinet = ReturnType<typeof cabinet>

/** What the log says of messages: types of each message's events, in the order of the messages. */
export const messagesOf = async ({ events }: Cabinet): Promise<readonly (readonly string[])[]> => {
  const byStream = new Map<string, string[]>()
  for (const { stream, type } of await events())
    if (stream.startsWith('message-')) byStream.set(stream, [...(byStream.get(stream) ?? []), type])
  return [...byStream.values()]
}
