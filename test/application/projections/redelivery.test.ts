import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StoredEvent } from '../../../application/ports/event-store.ts'
import type { ViewName, ViewRows } from '../../../application/ports/views.ts'
import { foldBatch, readEvent } from '../../../application/projections/fold-batch.ts'
import { cabinetProjections } from '../../../application/projections/fold-views.ts'
import type { HistoryEntry } from '../../../application/projections/history/history-entry.ts'
import type { Projection } from '../../../application/projections/projection.ts'
import { openedEnvelopes } from '../../../application/reading/opened-envelopes.ts'
import { billing } from '../../../domain/billing/billing.ts'
import { sipAccount } from '../../../domain/sip-account/sip-account.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { accountIds, anyStory, told } from './account-story.ts'

/** Rows and entries after batches of events. */
const folded = <View extends ViewName>(
  name: View,
  projection: Projection<ViewRows[View]>,
  batches: readonly (readonly StoredEvent[])[],
) => {
  const rows = new Map<string, ViewRows[View]>()
  const entries: HistoryEntry[] = []
  for (const batch of batches) {
    const view = { name, projection, present: rows, isParked: () => false, now: 0 }
    const after = foldBatch(view, batch.map(readEvent))
    expect(after.parked).toEqual([])
    for (const [key, row] of after.changed) rows.set(key, row)
    entries.push(...after.entries)
  }
  return { rows, entries }
}

const allViews = (batches: readonly (readonly StoredEvent[])[]) => ({
  dashboard: folded('dashboard', cabinetProjections.dashboard, batches),
  accountDirectory: folded('accountDirectory', cabinetProjections.accountDirectory, batches),
  history: folded('history', cabinetProjections.history, batches),
})

/**
 * Windows over a log, in order and without a gap: each goes back some way before it goes on, or goes over a stretch that
 * was delivered long ago and ends there.
 */
const windows = (log: readonly StoredEvent[], cuts: readonly Cut[]) => {
  const batches: (readonly StoredEvent[])[] = []
  let reached = 0
  for (const { back, on, isOld } of cuts) {
    const from = Math.max(0, reached - back)
    const end = isOld ? Math.min(reached, from + on) : Math.min(log.length, reached + on)
    batches.push(log.slice(from, end))
    reached = Math.max(reached, end)
  }
  return [...batches, log.slice(reached), ...cuts.map(({ back, on }) => log.slice(back, back + on))]
}

interface Cut {
  readonly back: number
  readonly on: number
  readonly isOld: boolean
}

const anyCuts = fc.array(
  fc.record({ back: fc.nat({ max: 60 }), on: fc.nat({ max: 15 }), isOld: fc.boolean() }),
)

describe('projections', () => {
  it('give the same rows and entries when events come again in any overlapping windows (the read side)', async () => {
    await fc.assert(
      fc.asyncProperty(anyStory, anyCuts, async (story, cuts) => {
        const events = (await told(story)).log.log()
        expect(allViews(windows(events, cuts))).toEqual(allViews([events]))
      }),
      { numRuns: 60 },
    )
  })

  it('make a dashboard that is the fold of the account’s and billing’s streams, whatever was asked (O2)', async () => {
    await fc.assert(
      fc.asyncProperty(anyStory, async (story) => {
        const { log, side } = await told(story)
        const opened = openedEnvelopes(side.sealing)
        const { rows } = allViews([log.log()]).dashboard
        for (const accountId of accountIds) {
          const account = rightOf(await side.handler.load(sipAccount, accountId)())
          const balance = rightOf(await side.handler.load(billing, accountId)()).state.balance
          const row = rows.get(accountId)
          if (account.state.status === 'absent') {
            expect(row?.account ?? null).toBeNull()
            continue
          }
          const { number, callerId, passwordRef: _, reminders: __, ...open } = account.state
          const shown = row?.account ?? null
          expect(shown).toMatchObject(open)
          expect(shown && (await opened.text(shown.number))).toBe(number)
          expect(shown?.callerId ? await opened.text(shown.callerId) : null).toBe(callerId)
          expect(row).toMatchObject({ accountId, balance, revision: account.revision })
        }
      }),
      { numRuns: 40 },
    )
  })
})
