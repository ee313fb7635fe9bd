import * as E from 'fp-ts/lib/Either.js'
import { registrationParts } from '../../../api/compose/registration-parts.ts'
import type { CommandHandler } from '../../../application/commands/command-handler.ts'
import { projectedEvent } from '../../../application/events/projected-event.ts'
import type { EventStore, StoredEvent } from '../../../application/ports/event-store.ts'
import { changePassword, provision } from '../../../domain/sip-account/sip-account.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { circumstances } from '../circumstances.ts'
import { inMemoryEventStore } from '../in-memory-event-store.ts'
import { someAccount } from '../reading/readable-cabinet.ts'
import { offerVersion, profileDoubles } from '../sign-in/profile-doubles.ts'
import { onAccount, writeSide } from '../write-side.ts'

export const person = {
  phone: '+79031112233',
  lastName: 'Ёлкина',
  firstName: 'Анна',
  email: 'anna@example.org',
  password: 'Brandnew8Horse',
} as const

export const accountId = 'a1'
const sipPassword = 'sip-secret'
export const asked = circumstances({ actor: { type: 'sip', id: accountId } })

/** What is asked of the vault: it is watched as the store is. */
export type VaultStep = 'put' | 'destroy' | 'destroyKey'

/** Registration as the product composes it, on a log and a vault that can be watched, stopped and gone on with. */
export const registrationSide = async (log: EventStore = inMemoryEventStore()) => {
  const side = writeSide(log)
  rightOf(await side.handler.execute(onAccount(provision({ ...someAccount, passwordRef: sipPassword })))())
  const { fingerprints, ids, clock, sealing } = side
  const doubles = profileDoubles({ handler: side.handler, fingerprints, clock, ids })
  const { passwords } = doubles.profiles
  const rules = { vault: (_: VaultStep): void => {} }
  const destroyedKeys: string[] = []

  const compose = (handler: CommandHandler) => {
    const own = profileDoubles({ handler, fingerprints, clock, ids }).profiles
    return {
      ...own,
      ...registrationParts({
        ...{ handler, fingerprints, ids, clock },
        profiles: {
          ...own,
          passwords: {
            ...passwords,
            put: async (owner, secret) => {
              rules.vault('put')
              return passwords.put(owner, secret)
            },
          },
        },
        secrets: {
          destroy: async (ref) => {
            rules.vault('destroy')
            await passwords.destroy(ref)
          },
        },
        sealing: {
          destroyKey: async (subject) => {
            rules.vault('destroyKey')
            destroyedKeys.push(subject)
            await sealing.destroyKey(subject)
          },
        },
        presentOffer: () => offerVersion,
        emailChange: { confirm: () => async () => E.left({ code: 'EmailChangeNotPending' }) },
      }),
    }
  }

  type Process = ReturnType<typeof compose>

  const events = async () => {
    const all = []
    const ending = new AbortController()
    for await (const delivery of log.subscribeAll(null, ending.signal)) {
      if (delivery.kind === 'caughtUp') break
      all.push(...delivery.events)
    }
    ending.abort()
    return all
  }

  const perform = async ({ reactions }: Process, stored: StoredEvent): Promise<void> => {
    const event = projectedEvent(stored)
    for (const reaction of reactions)
      if (reaction.kind === 'effect' && reaction.on === stored.type)
        if ((reaction.dueAt?.(event) ?? 0) <= clock.now()) await reaction.perform(event)
  }

  /** Does what the reactions do: every event at least once, in the log's order, what is not due yet left for later. */
  const react = async (process: Process): Promise<void> => {
    let seen = 0
    for (let all = await events(); all.length > seen; all = await events()) {
      for (const stored of all.slice(seen)) await perform(process, stored)
      seen = all.length
    }
  }

  return {
    ...side,
    doubles,
    passwords,
    /** The subscriber, or the desk, sets another SIP password (M18, M27). */
    replaceSipPassword: async (passwordRef: string) =>
      rightOf(await side.handler.execute(onAccount(changePassword(passwordRef)))()),
    destroyedKeys,
    events,
    react,
    here: compose(side.handler),
    /** Another process on the same log and vault. */
    elsewhere: () => compose(side.another()),
    vaultFollows: (rule: (step: VaultStep) => void) => {
      rules.vault = rule
    },
  }
}

export type RegistrationSide = Awaited<ReturnType<typeof registrationSide>>
export type RegistrationProcess = RegistrationSide['here']
