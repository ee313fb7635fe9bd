import { createHmac, randomUUID } from 'node:crypto'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { accountFinder } from '../../../application/accounts/account-finder.ts'
import { accountSettings } from '../../../application/accounts/account-settings.ts'
import { changeSipPassword } from '../../../application/accounts/change-sip-password.ts'
import { type AccountToProvision, provisionAccount } from '../../../application/accounts/provision-account.ts'
import { presentBalanceOf } from '../../../application/billing/present-balance.ts'
import { reportBalanceOf } from '../../../application/billing/report-balances.ts'
import { commandHandler } from '../../../application/commands/command-handler.ts'
import { eventCodec } from '../../../application/events/event-codec.ts'
import type { Circumstances } from '../../../application/events/metadata.ts'
import type { Clock } from '../../../application/ports/clock.ts'
import type {
  EventStore,
  EventToAppend,
  ExpectedRevision,
  PageOfStream,
  StoredEvent,
  StoreUnavailable,
  StreamName,
} from '../../../application/ports/event-store.ts'
import type { Fingerprints } from '../../../application/ports/fingerprints.ts'
import type { Ids } from '../../../application/ports/ids.ts'
import type { Sealing } from '../../../application/ports/sealing.ts'
import type { SecretVault } from '../../../application/ports/vault.ts'
import { proveSipCredentials } from '../../../application/sign-in/sip-credentials.ts'

/** The account that the tests of this door speak to. */
export const number = '+79260250730'
export const login = '79260250730'
export const password = 'Demo2026Cabinet'

export const byOperator: Circumstances = {
  actor: { type: 'system', id: 'test' },
  channel: 'cli',
  sessionId: null,
  ip: null,
  userAgent: null,
  correlationId: 'set-up',
  causationId: null,
  idempotency: null,
  reason: null,
}

const gone: StoreUnavailable = { kind: 'unavailable', cause: new Error('the store is away') }

/** Keeps everything in an array; `isAway` makes it answer nothing, `losesAnswers` record and then not answer. */
const storeInMemory = () => {
  const events: StoredEvent[] = []
  const weather = { isAway: false, losesAnswers: false }
  const of = (stream: StreamName) => events.filter((event) => event.stream === stream)

  const append = (stream: StreamName, expected: ExpectedRevision, batch: readonly EventToAppend[]) => {
    const length = of(stream).length
    const actual = length === 0 ? 'noStream' : length - 1
    if (expected !== actual) return E.left({ kind: 'wrongRevision', actual } as const)
    for (const [index, event] of batch.entries())
      events.push({ ...event, stream, revision: length + index, position: BigInt(events.length) })
    const last = { revision: length + batch.length - 1, position: BigInt(events.length - 1) }
    return weather.losesAnswers ? E.left(gone) : E.right(last)
  }

  const page = (stream: StreamName, { direction, from, limit }: PageOfStream) =>
    direction === 'forwards'
      ? of(stream)
          .slice(from ?? 0)
          .slice(0, limit)
      : of(stream)
          .slice(0, (from ?? events.length) + 1)
          .reverse()
          .slice(0, limit)

  const store: EventStore = {
    append: (stream, expected, batch) => async () =>
      weather.isAway ? E.left(gone) : append(stream, expected, batch),
    readStream: (stream, wanted) => async () =>
      weather.isAway ? E.left(gone) : E.right(page(stream, wanted)),
    subscribeAll: () => {
      throw new Error('nobody follows this log')
    },
    lastPosition: () => TE.right(events.at(-1)?.position ?? null),
    close: async () => {},
  }
  return { store, events, weather }
}

/** Closes nothing: what is sealed is elsewhere proven. */
const transparentSealing: Sealing = {
  seal: async (subject, _, fields) => ({
    subject,
    box: Buffer.from(JSON.stringify(fields)).toString('base64url'),
  }),
  unseal: async ({ box }) => JSON.parse(Buffer.from(box, 'base64url').toString()),
  destroyKey: async () => {},
}

const vaultInMemory = (): SecretVault & { readonly secrets: Map<string, string> } => {
  const secrets = new Map<string, string>()
  return {
    secrets,
    put: async (_, secret) => {
      const ref = randomUUID()
      secrets.set(ref, secret)
      return ref
    },
    verify: async (ref, candidate) => secrets.get(ref) === candidate,
    verifyDecoy: async () => false,
    ha1: async () => null,
    remindBySms: async () => E.right(undefined),
    destroy: async (ref) => {
      secrets.delete(ref)
    },
    storedBefore: async () => [],
  }
}

const fingerprints: Fingerprints = {
  of: (purpose, ...values) =>
    createHmac('sha256', 'test')
      .update(JSON.stringify([purpose, ...values]))
      .digest('base64url'),
}

const ids: Ids = {
  uuid: () => randomUUID(),
  named: (...words) => fingerprints.of('claim', ...words),
  token: () => randomUUID(),
  sipPassword: () => 'Generated2026',
}

const movedByHand = () => {
  let now = Date.parse('2026-05-04T03:02:01Z')
  const clock: Clock = { now: () => now, wait: async () => {} }
  const advance = (milliseconds: number) => {
    now += milliseconds
  }
  return { clock, advance }
}

const asUsual: AccountToProvision = {
  number,
  password,
  routing: 'GSM',
  trunkLimit: 2,
  callerId: null,
  tariffOption: null,
  balance: -74_882_293,
}

/** The real use cases over a log, a vault and a clock in memory: as much of the cabinet as this door asks for. */
export const smallCabinet = () => {
  const { store, events, weather } = storeInMemory()
  const { clock, advance } = movedByHand()
  const vault = vaultInMemory()
  const codec = eventCodec({ sealing: transparentSealing, ids })
  const handler = commandHandler({ store, codec, clock })
  const finder = accountFinder(handler, fingerprints)
  const provision = provisionAccount({ handler, finder, vault, ids, clock })
  return {
    clock,
    settings: accountSettings(handler, clock),
    changeSipPassword: changeSipPassword(handler, vault),
    presentBalance: presentBalanceOf(handler),
    proveSipCredentials: proveSipCredentials({ handler, finder, vault, fingerprints, clock }),
    reportBalance: reportBalanceOf(handler, finder),
    advance,
    weather,
    vault,
    events,
    provision: async (account: Partial<AccountToProvision> = {}): Promise<string> => {
      const provisioned = await provision({ ...asUsual, ...account }, byOperator)()
      if (E.isLeft(provisioned)) throw new Error(provisioned.left.code)
      return provisioned.right.accountId
    },
  }
}

export type SmallCabinet = ReturnType<typeof smallCabinet>
