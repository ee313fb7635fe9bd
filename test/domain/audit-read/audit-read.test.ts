import { describe, it } from 'vitest'
import { auditRead, recordQuery } from '../../../domain/audit-read/audit-read.ts'
import { histories } from '../given-when-then.ts'

const given = histories(auditRead)

describe('O4: a reading of somebody’s history', () => {
  const query = { account: 'a', from: '2026-01-01' }

  it('is recorded once, with its filters; its further pages are the same reading', () => {
    given([])
      .when(recordQuery(query))
      .then([{ type: 'HistoryQueried', data: { query } }])
    given([{ type: 'HistoryQueried', data: { query } }])
      .when(recordQuery(query))
      .thenNothing()
  })
})
