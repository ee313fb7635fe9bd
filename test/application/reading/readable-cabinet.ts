import type { Circumstances } from '../../../application/events/metadata.ts'
import { accountReading } from '../../../application/reading/account-reading.ts'
import { historyReading } from '../../../application/reading/history-reading.ts'
import { openedEnvelopes } from '../../../application/reading/opened-envelopes.ts'
import { billing, reportBalance } from '../../../domain/billing/billing.ts'
import {
  type NewAccount,
  provision,
  type SipAccountDecision,
} from '../../../domain/sip-account/sip-account.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { circumstances } from '../circumstances.ts'
import { inMemoryEventStore } from '../in-memory-event-store.ts'
import { caughtUp, type Gate, runningViews } from '../projections/running-views.ts'
import { onAccount, writeSide } from '../write-side.ts'

export const someAccount: NewAccount = {
  number: '+79260250773',
  passwordRef: 'secret-reference',
  routing: 'GSM',
  trunkLimit: 2,
  callerId: null,
  tariffOption: null,
}

export const auditor = (id = 'auditor-1'): Circumstances =>
  circumstances({ actor: { type: 'auditor', id }, ip: '198.51.100.7', userAgent: 'audit/1' })

export const manager: Circumstances = circumstances({
  actor: { type: 'manager', id: 'm-1' },
  ip: '203.0.113.5',
  userAgent: 'desk/2',
  sessionId: 'staff-session',
  reason: 'unpaid since May',
})

/** Writing, views and reading as the cabinet has them, on a log in memory. */
export const readableCabinet = (hold?: Gate) => {
  const log = inMemoryEventStore()
  const side = writeSide(log)
  const running = runningViews({ store: log, clock: side.clock, ...(hold === undefined ? {} : { hold }) })
  const opened = openedEnvelopes(side.sealing)
  const { handler, fingerprints, ids, clock } = side
  const { views } = running
  return {
    ...{ log, side, running, opened, views },
    accounts: accountReading(views, opened),
    history: historyReading({ views, opened, handler, fingerprints, ids, clock }),
    caughtUp: () => caughtUp(running),
    /** Does something to an account; answers where it stands in the log. */
    order: async (
      id: string,
      decide: SipAccountDecision,
      asked = circumstances({ actor: { type: 'sip', id } }),
    ) => {
      const owner = `account-${id}` as const
      return rightOf(await handler.execute(onAccount(decide, { id, owner, circumstances: asked }))()).position
    },
    open: async (id: string, given: Partial<NewAccount> = {}) => {
      const decide = provision({ ...someAccount, ...given })
      const owner = `account-${id}` as const
      return rightOf(await handler.execute(onAccount(decide, { id, owner, circumstances: manager }))())
        .position
    },
    bill: async (id: string, kopecks: number, asOf: number) => {
      const decide = reportBalance({ kopecks, asOf })
      const owner = `account-${id}` as const
      return rightOf(
        await handler.execute({ aggregate: billing, id, owner, decide, circumstances: circumstances() })(),
      ).position
    },
  }
}
