import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** Seconds; durable writes and what leaves the process. */
const durations = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
const batchSizes = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]

const create = (registry: Registry) => {
  const registers = [registry]
  return {
    registry,
    commands: new Counter({
      name: 'cabinet_commands_total',
      help: 'Commands carried out, by what they changed and what became of them: recorded, unchanged, replayed, or the refusal.',
      labelNames: ['aggregate', 'outcome'],
      registers,
    }),
    commandSeconds: new Histogram({
      name: 'cabinet_command_duration_seconds',
      help: 'Seconds from a command to its outcome, durable where something was recorded.',
      labelNames: ['aggregate'],
      buckets: durations,
      registers,
    }),
    appends: new Counter({
      name: 'cabinet_appends_total',
      help: 'Appends to the event store: appended, wrongRevision (a conflict), unavailable, tooLarge.',
      labelNames: ['outcome'],
      registers,
    }),
    appendSeconds: new Histogram({
      name: 'cabinet_append_duration_seconds',
      help: 'Seconds until the event store answered an append.',
      buckets: durations,
      registers,
    }),
    appendEvents: new Histogram({
      name: 'cabinet_append_events',
      help: 'Events of one append.',
      buckets: batchSizes,
      registers,
    }),
    attempts: new Counter({
      name: 'cabinet_reaction_attempts_total',
      help: 'Tries of reactions, by kind: ended, failed, parked, logAway.',
      labelNames: ['reaction', 'outcome'],
      registers,
    }),
    attemptSeconds: new Histogram({
      name: 'cabinet_reaction_attempt_duration_seconds',
      help: 'Seconds that a try of a reaction took.',
      labelNames: ['reaction'],
      buckets: durations,
      registers,
    }),
    signIns: new Counter({
      name: 'cabinet_sign_ins_total',
      help: 'Proofs of a login and password: proven, CredentialsWrong, TooManyAttempts (throttled), StoreUnavailable.',
      labelNames: ['outcome'],
      registers,
    }),
    vault: new Counter({
      name: 'cabinet_vault_operations_total',
      help: 'Operations of the vault of secrets: done, failed.',
      labelNames: ['operation', 'outcome'],
      registers,
    }),
    sms: new Counter({
      name: 'cabinet_sms_total',
      help: 'SMS given to the gateway, codes, reminders and notices: handedOver, temporary, permanent.',
      labelNames: ['outcome'],
      registers,
    }),
    letters: new Counter({
      name: 'cabinet_letters_total',
      help: 'Letters given to the mail server: handedOver, temporary, permanent.',
      labelNames: ['outcome'],
      registers,
    }),
    rotations: new Counter({
      name: 'cabinet_master_key_rotations_total',
      help: 'Rotations of the master key: done, failed.',
      labelNames: ['outcome'],
      registers,
    }),
    rotating: new Gauge({
      name: 'cabinet_master_key_rotating',
      help: '1 while the vault is wrapped anew under another master key.',
      registers,
    }),
  }
}

export type Measures = ReturnType<typeof create>

/** What has not happened yet is told as 0: else its first time is no increase. */
const beginAtNought = ({ appends, signIns, sms, letters, rotations, vault }: Measures): void => {
  for (const outcome of ['appended', 'wrongRevision', 'unavailable', 'tooLarge', 'failed'])
    appends.inc({ outcome }, 0)
  for (const outcome of ['proven', 'CredentialsWrong', 'TooManyAttempts', 'StoreUnavailable'])
    signIns.inc({ outcome }, 0)
  for (const outcome of ['handedOver', 'temporary', 'permanent'])
    for (const counter of [sms, letters]) counter.inc({ outcome }, 0)
  for (const outcome of ['done', 'failed']) {
    rotations.inc({ outcome }, 0)
    for (const operation of ['put', 'verify', 'ha1', 'remindBySms', 'destroy', 'storedBefore'])
      vault.inc({ operation, outcome }, 0)
  }
}

/** What the parts of one cabinet count. Every label's values are few: kinds and codes of our own, never an id. */
export const measures = (): Measures => {
  const created = create(new Registry())
  beginAtNought(created)
  return created
}
