import type { Chance } from './chance.ts'
import type { Ledger } from './ledger.ts'
import type { KnownAccount, KnownPerson, Wish } from './wish.ts'

/** Makes one wish of its kind for an account. */
export type NewWish = (account: KnownAccount, chance: Chance, ledger: Ledger) => Wish

/** Makes one for a person's Profile. */
export type NewPersonWish = (person: KnownPerson, chance: Chance, ledger: Ledger) => Wish

type Asked = Pick<Wish, 'kind' | 'sender' | 'request' | 'category' | 'types' | 'isMet'> &
  Partial<Pick<Wish, 'password' | 'callerId' | 'login' | 'subject' | 'isMetByProfile' | 'personId'>>

export const routings = ['GSM', 'SIP', 'SIP+GSM'] as const

export const wish = (account: KnownAccount | null, idempotencyKey: string | null, asked: Asked): Wish => ({
  ...{ login: null, password: null, callerId: null, personId: null, isMetByProfile: null },
  subject: account?.id ?? null,
  ...asked,
  accountId: account?.id ?? null,
  idempotencyKey,
  tries: [],
  seenBefore: account?.revision ?? -1,
  outcome: 'unknown',
  answered: 'nothing',
  revision: null,
  settled: false,
})

/** Most clients send a key, some do not. */
export const keyOf = (chance: Chance, ledger: Ledger): string | null =>
  chance.isLucky(0.75) ? `key-${ledger.newCorrelation()}` : null

export const password = (chance: Chance): string =>
  `Pw${chance.between(100_000, 999_999)}xY${chance.between(10, 99)}`
