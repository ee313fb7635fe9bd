import type { DomainEvent } from '../application/events/event-contract.ts'
import type { Circumstances } from '../application/events/metadata.ts'
import type { StreamName } from '../application/ports/event-store.ts'
import type { Ids } from '../application/ports/ids.ts'
import type { Subject } from '../application/ports/sealing.ts'
import { days, minutes } from '../domain/instant.ts'
import { routingModes } from '../domain/sip-account/routing.ts'
import { drawnFrom } from './drawn-numbers.ts'

export interface LogOrder {
  readonly events: number
  readonly accounts: number
  /** The same seed tells the same story; ids and envelopes differ all the same. */
  readonly seed: number
}

/** One event of the story, with where it stands and what is written beside it. */
export interface ToldEvent {
  readonly stream: StreamName
  readonly revision: number
  readonly owner: Subject
  readonly event: DomainEvent
  readonly circumstances: Circumstances
  readonly at: number
}

interface Account {
  readonly id: string
  readonly index: number
  revision: number
  balances: number
}

type Acted = Pick<ToldEvent, 'stream' | 'revision' | 'owner' | 'event'>

const began = Date.UTC(2026, 0, 5)
const browsers = [
  'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148',
  'MultiFon/4.2 (Android 15)',
]

const addressOf = (index: number): string => `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`

const numberOf = (index: number): string => `+7${9_260_000_000 + index}`

const subscribers = (account: Account, ids: Ids): Circumstances => ({
  actor: { type: 'sip', id: account.id },
  channel: 'web',
  sessionId: ids.uuid(),
  ip: addressOf(account.index),
  userAgent: browsers[account.index % browsers.length] ?? '',
  correlationId: ids.uuid(),
  causationId: null,
  idempotency: { key: ids.token(), body: ids.token() },
  reason: null,
})

const operators = (ids: Ids, token: string): Circumstances => ({
  actor: { type: 'token', id: token },
  channel: 'rest',
  sessionId: null,
  ip: '10.255.0.1',
  userAgent: 'billing/7',
  correlationId: ids.uuid(),
  causationId: null,
  idempotency: null,
  reason: null,
})

/** A claim, the account, its first balance: what an import leaves. */
const opening = (account: Account, ids: Ids): readonly Acted[] => {
  const owner: Subject = `account-${account.id}`
  const claim: StreamName = `claim-sipNumber-${ids.token()}`
  const number = numberOf(account.index)
  const provisioned = { routing: 'SIP', trunkLimit: 2, passwordRef: ids.uuid(), number } as const
  account.revision = 1
  account.balances = 1
  return [
    {
      ...{ stream: claim, revision: 0, owner },
      event: { type: 'ClaimReserved', data: { owner: account.id, until: null } },
    },
    {
      ...{ stream: `sipAccount-${account.id}`, revision: 0, owner },
      event: { type: 'SipAccountProvisioned', data: provisioned },
    },
    { stream: claim, revision: 1, owner, event: { type: 'ClaimConfirmed', data: {} } },
    {
      ...{ stream: `billing-${account.id}`, revision: 0, owner },
      event: { type: 'BalanceReported', data: { kopecks: 100_00, asOf: began } },
    },
  ]
}

/** The story, event by event, in the order of the log. It never ends before it has told as many as were asked for. */
export function* toldEvents({ events, accounts, seed }: LogOrder, ids: Ids): Generator<ToldEvent, void> {
  const draw = drawnFrom(seed)
  const token = ids.uuid()
  const all: readonly Account[] = Array.from({ length: accounts }, (_, index) => ({
    ...{ id: ids.uuid(), index, revision: 0, balances: 0 },
  }))
  const step = days(300) / events
  let told = 0

  const place = (acted: Acted, circumstances: Circumstances): ToldEvent => {
    told += 1
    return { ...acted, circumstances, at: began + Math.floor(told * step) }
  }

  const settings = (account: Account): DomainEvent => {
    const drawn = draw(10)
    if (drawn < 5)
      return { type: 'RoutingChanged', data: { mode: routingModes[draw(routingModes.length)] ?? 'GSM' } }
    if (drawn < 7) return { type: 'TrunkLimitSet', data: { lines: 1 + draw(20) } }
    if (drawn < 8) return { type: 'CallerIdSet', data: { number: numberOf(draw(1_000_000)) } }
    if (drawn < 9) return { type: 'PasswordChanged', data: { passwordRef: ids.uuid() } }
    return account.revision % 2 === 0
      ? { type: 'TariffOptionActivated', data: { name: 'Безлимит по городу' } }
      : { type: 'TariffOptionDeactivated', data: {} }
  }

  const change = (account: Account): Acted => {
    account.revision += 1
    const { id, revision } = account
    return {
      ...{ stream: `sipAccount-${id}`, revision: revision - 1, owner: `account-${id}` },
      event: settings(account),
    }
  }

  const report = (account: Account): Acted => {
    account.balances += 1
    const { id, balances } = account
    const data = { kopecks: draw(1_000_000) - 200_000, asOf: began + minutes(told) }
    return {
      ...{ stream: `billing-${id}`, revision: balances - 1, owner: `account-${id}` },
      event: { type: 'BalanceReported', data },
    }
  }

  const session = ({ id }: Account): readonly Acted[] => {
    const where = { stream: `session-${ids.uuid()}`, owner: `account-${id}` } as const
    return [
      {
        ...where,
        revision: 0,
        event: {
          type: 'SessionOpened',
          data: { entry: 'sip', accountId: id, profileId: null, secondFactor: null },
        },
      },
      { ...where, revision: 1, event: { type: 'SessionClosed', data: {} } },
    ]
  }

  const message = (account: Account): readonly Acted[] => {
    const where = { stream: `message-${ids.uuid()}`, owner: `account-${account.id}` } as const
    const asked = { kind: 'sms', purpose: 'passwordReminder', accountId: account.id } as const
    const data = { ...asked, profileId: null, deadline: began, to: '+7926*****73' }
    return [
      { ...where, revision: 0, event: { type: 'MessageRequested', data } },
      { ...where, revision: 1, event: { type: 'MessageHandedOver', data: { attempts: 1 } } },
    ]
  }

  function* tell(acts: readonly Acted[], circumstances: Circumstances): Generator<ToldEvent, void> {
    for (const acted of acts) if (told < events) yield place(acted, circumstances)
  }

  for (const account of all) yield* tell(opening(account, ids), operators(ids, token))
  while (told < events) {
    const account = all[draw(accounts)]
    if (account === undefined) throw new Error('no account was drawn')
    const drawn = draw(20)
    if (drawn < 11) yield* tell([change(account)], subscribers(account, ids))
    else if (drawn < 14) yield* tell([report(account)], operators(ids, token))
    else if (drawn < 19) yield* tell(session(account), subscribers(account, ids))
    else yield* tell(message(account), subscribers(account, ids))
  }
}
