import { type CommandHandler, commandHandler } from '../../application/commands/command-handler.ts'
import { eventCodec } from '../../application/events/event-codec.ts'
import { forgetfulSealing } from '../../application/events/forgetful-sealing.ts'
import { type ToldOfVault, toldOfVault } from '../../application/operations/told-of-vault.ts'
import type { Clock } from '../../application/ports/clock.ts'
import type { Fingerprints } from '../../application/ports/fingerprints.ts'
import type { SecretVault } from '../../application/ports/vault.ts'
import { accountPasswords } from '../../application/reactions/account-passwords.ts'
import { orphanSweep, sweepGrace } from '../../application/reactions/orphan-sweep.ts'
import { type Claim, claim } from '../../domain/claim/claim.ts'
import { uniqueEmail } from '../../domain/profile/email.ts'
import { profile } from '../../domain/profile/profile.ts'
import { registration } from '../../domain/registration/registration.ts'
import { staff } from '../../domain/staff/staff.ts'
import { openEmbeddedStore } from '../../infrastructure/embedded-store/embedded-store.ts'
import { scanLog } from '../../infrastructure/embedded-store/scan-log.ts'
import { systemClock } from '../../infrastructure/system/system-clock.ts'
import { systemIds } from '../../infrastructure/system/system-ids.ts'
import { loadMasterKeys } from '../../infrastructure/vault/master-key-file.ts'
import { openVault } from '../../infrastructure/vault/open-vault.ts'
import { rightOf } from '../infrastructure/either.ts'
import { filesIn, parkedReactions } from './data-on-disk.ts'
import { copyOf, remove } from './mortal-cabinet.ts'

interface Left {
  readonly handler: CommandHandler
  readonly fingerprints: Fingerprints
  readonly secrets: SecretVault
  readonly clock: Clock
  readonly told: ToldOfVault
  readonly streams: readonly string[]
}

const idsOf = ({ streams }: Left, category: string): readonly string[] =>
  streams.filter((name) => name.startsWith(`${category}-`)).map((name) => name.slice(category.length + 1))

/** Which claims there must be, by what the Profiles' own streams say, each with its owner. */
const owedClaims = async (left: Left): Promise<ReadonlyMap<string, string>> => {
  const owed = new Map<string, string>()
  for (const id of idsOf(left, 'profile')) {
    const { state } = rightOf(await left.handler.load(profile, id)())
    if (state.status === 'absent' || state.status === 'erased') continue
    const values = [
      ['profilePhone', String(state.phone)],
      ['profileEmail', uniqueEmail(String(state.email))],
    ] as const
    for (const [kind, value] of values) owed.set(`${kind}-${left.fingerprints.of('claim', kind, value)}`, id)
  }
  return owed
}

/** Whether an unfinished registration holds the value for a while (ADR 9): nobody else holds one without having it. */
const isHeldByRegistration = async ({ handler }: Left, held: Claim): Promise<boolean> => {
  if (held.status !== 'reserved' || held.until === null) return false
  const { state } = rightOf(await handler.load(registration, held.owner)())
  return state.status !== 'absent' && state.status !== 'completed' && state.status !== 'abandoned'
}

const hasAccount = async ({ handler }: Left, id: string): Promise<boolean> =>
  rightOf(await handler.load(accountPasswords, id)()).state.length > 0

const hasStaff = async ({ handler }: Left, id: string): Promise<boolean> =>
  rightOf(await handler.load(staff, id)()).state.status !== 'absent'

const faultOfClaim = async (
  left: Left,
  id: string,
  owner: string | undefined,
): Promise<readonly string[]> => {
  const { state } = rightOf(await left.handler.load(claim, id)())
  const [kind] = id.split('-')
  if (state.status === 'free') return owner === undefined ? [] : [`a ${kind} that a Profile has is free`]
  // A retry takes the owner's id from the reservation (`architecture.md`, provision an account), staff's too.
  if (kind === 'sipNumber' || kind === 'staffLogin') {
    const isThere =
      kind === 'sipNumber' ? await hasAccount(left, state.owner) : await hasStaff(left, state.owner)
    return isThere || state.status === 'reserved' ? [] : [`a ${kind} is confirmed for nobody`]
  }
  if (owner === undefined)
    return (await isHeldByRegistration(left, state))
      ? []
      : [`a ${kind} is ${state.status} for nobody who has it`]
  return state.status === 'confirmed' && state.owner === owner
    ? []
    : [`a ${kind} is ${state.status} for ${state.owner}, while ${owner} has it`]
}

/** A claim for everybody who has a value, confirmed, and none for nobody. */
const faultsOfClaims = async (left: Left): Promise<readonly string[]> => {
  const owed = await owedClaims(left)
  const ids = new Set([...idsOf(left, 'claim'), ...owed.keys()])
  const faults = await Promise.all([...ids].map((id) => faultOfClaim(left, id, owed.get(id))))
  return faults.flat()
}

/** After the sweep there are in the vault the secrets that the log names, all of them and no other. */
const faultsOfVault = async ({ handler, secrets, clock, told }: Left): Promise<readonly string[]> => {
  const log = { info: () => {}, warn: () => {}, error: () => {} }
  await orphanSweep({ vault: secrets, handler, clock, log, isLogTrusted: async () => true })()
  const stored = await secrets.storedBefore(Number.MAX_SAFE_INTEGER, null, 1000)
  const named = new Map(told.inForce())
  const refs = new Set(stored.map(({ ref }) => ref))
  return [
    ...stored.flatMap(({ ref, owner }) =>
      named.has(ref) ? [] : [`a secret of ${owner} is named by nothing`],
    ),
    ...[...named].flatMap(([ref, stream]) => (refs.has(ref) ? [] : [`a secret of ${stream} is gone`])),
  ]
}

const never = (): Promise<never> => Promise.reject(new Error('nothing is sent here'))

const look = async (directory: string): Promise<readonly string[]> => {
  const files = filesIn(directory)
  const told = toldOfVault()
  const streams = new Set<string>()
  for (const page of scanLog(files.events))
    for (const { event } of page) {
      streams.add(event.stream)
      told.add(event)
    }
  // Old enough for the sweep.
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + 2 * sweepGrace }
  const masterKeyFile = rightOf(loadMasterKeys(files.masterKey))
  const gateway = { send: never }
  const vault = rightOf(
    openVault(files.vault, {
      ...{ masterKeyFile, clock, ids: systemIds, sms: gateway, mail: gateway },
      publicUrl: new URL('http://localhost'),
    }),
  )
  const store = rightOf(openEmbeddedStore(files.events, { clock }))
  try {
    const sealing = forgetfulSealing(vault.sealing)
    const handler = commandHandler({ store, codec: eventCodec({ sealing, ids: systemIds }), sealing, clock })
    const { fingerprints, secrets } = vault
    const left: Left = { handler, fingerprints, secrets, clock, told, streams: [...streams] }
    const parked = parkedReactions(directory)
    return [
      ...(await faultsOfClaims(left)),
      ...(await faultsOfVault(left)),
      ...(parked === null ? [] : [`reactions are parked: ${parked}`]),
    ]
  } finally {
    await store.close()
    vault.close()
  }
}

/**
 * What is wrong with what a cabinet that is down, or whose reactions have come to rest, has on disk: claims of nobody,
 * secrets that nothing names, parked reactions. Looks at a copy, so that looking mends nothing.
 */
export const faultsLeft = async (directory: string): Promise<readonly string[]> => {
  const copy = await copyOf(directory)
  try {
    return await look(copy)
  } finally {
    await remove(copy)
  }
}
