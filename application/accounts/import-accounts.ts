import * as E from 'fp-ts/lib/Either.js'
import type { RefusalOf } from '../../domain/decision.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { Position } from '../ports/event-store.ts'
import type { RefusalCode } from '../refusal.ts'
import { type AccountRow, readAccountRow } from './account-row.ts'
import type { AccountToProvision, ProvisionAccount, Provisioned } from './provision-account.ts'

/** A line of the file; the door refuses one that it cannot even take apart. */
export interface LineToImport<Code extends string> {
  /** Of the file, its heading being line 1. */
  readonly line: number
  readonly row: E.Either<RefusalOf<Code>, AccountRow>
}

/** What became of a line. */
export type LineOutcome<Code extends string> =
  | {
      readonly line: number
      readonly outcome: Provisioned['outcome']
      readonly accountId: string
      readonly position: Position | null
    }
  | { readonly line: number; readonly outcome: 'refused'; readonly refusal: RefusalOf<Code> }

/**
 * Provisions an account for every good line, up to 64 at once; memory does not grow with the file. One outcome a line,
 * in the file's order, no faster than they are taken. A login that comes again is its account, existing.
 *
 * When the store goes away no further line is begun: the lines it could not answer for are refused with
 * StoreUnavailable, and the next one with ImportStopped, which ends it. Nothing acknowledged is lost, and the same
 * file again completes it.
 */
export type ImportAccounts = <Code extends string>(
  lines: AsyncIterable<LineToImport<Code>>,
  circumstances: Circumstances,
) => AsyncIterable<LineOutcome<Code | RefusalCode>>

/** Appends that are under way together share a commit. */
const atOnce = 64

/** Lets work for one login wait for the work before it: the second of two equal lines must find the first one's account. */
const turnsByNumber = () => {
  const last = new Map<string, Promise<unknown>>()
  return async <Result>(number: string, work: () => Promise<Result>): Promise<Result> => {
    const mine = (last.get(number) ?? Promise.resolve()).then(work, work)
    last.set(number, mine)
    try {
      return await mine
    } finally {
      if (last.get(number) === mine) last.delete(number)
    }
  }
}

/** What is done with one line, and whether the store has failed to answer for any. */
const lineWork = (provision: ProvisionAccount, circumstances: Circumstances) => {
  const inTurn = turnsByNumber()
  let storeIsAway = false

  const carryOut = async (line: number, wanted: AccountToProvision): Promise<LineOutcome<RefusalCode>> => {
    const provisioned = await inTurn(wanted.number, provision(wanted, circumstances))
    if (E.isRight(provisioned)) {
      const { outcome, accountId, position } = provisioned.right
      return { line, outcome, accountId, position }
    }
    if (provisioned.left.code === 'StoreUnavailable') storeIsAway = true
    return { line, outcome: 'refused', refusal: provisioned.left }
  }

  return {
    storeIsAway: () => storeIsAway,
    begin: async <Code extends string>({
      line,
      row,
    }: LineToImport<Code>): Promise<LineOutcome<Code | RefusalCode>> => {
      if (E.isLeft(row)) return { line, outcome: 'refused', refusal: row.left }
      const wanted = readAccountRow(row.right)
      return E.isLeft(wanted)
        ? { line, outcome: 'refused', refusal: wanted.left }
        : carryOut(line, wanted.right)
    },
  }
}

export const importAccounts = (provision: ProvisionAccount): ImportAccounts =>
  async function* <Code extends string>(
    lines: AsyncIterable<LineToImport<Code>>,
    circumstances: Circumstances,
  ): AsyncGenerator<LineOutcome<Code | RefusalCode>> {
    // The request's key would give every line the same account id.
    const work = lineWork(provision, { ...circumstances, idempotency: null })
    const begun: Promise<LineOutcome<Code | RefusalCode>>[] = []
    try {
      for await (const next of lines) {
        if (work.storeIsAway()) {
          yield* await Promise.all(begun)
          yield { line: next.line, outcome: 'refused', refusal: { code: 'ImportStopped' } }
          return
        }
        const outcome = work.begin(next)
        // It may fail before its turn comes to be awaited.
        outcome.catch(() => undefined)
        begun.push(outcome)
        const first = begun.length < atOnce ? undefined : begun.shift()
        if (first !== undefined) yield await first
      }
      for (let first = begun.shift(); first !== undefined; first = begun.shift()) yield await first
    } finally {
      // Nobody takes what is left, as when a client hangs up; what is begun is finished all the same.
      await Promise.allSettled(begun)
    }
  }
