import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { allOperations } from '../../api/contract/all-operations.ts'
import type { AnyOperation } from '../../api/contract/operation.ts'

/** Whether a schema may hold a value that an erasure turns to `erased`, or one under a person's name: then it is somebody's. */
const isPersonal = (schema: z.ZodType): boolean =>
  /"(?:erased|phone|email|login|number|lastName|firstName)":/.test(
    JSON.stringify(z.toJSONSchema(schema, { unrepresentable: 'any' })),
  )

const isKept = ({ method, personal, neverReplayed }: AnyOperation): boolean =>
  method !== 'GET' && personal !== true && neverReplayed !== true

describe('answers kept for a repetition (architecture.md, Idempotency-Key; M19)', () => {
  it('hold nothing that belongs to a person: what may be erased is never kept', () => {
    const kept = allOperations.filter(isKept)
    expect(kept.length).toBeGreaterThan(10)
    expect(kept.filter(({ success }) => isPersonal(success.schema)).map(({ id }) => id)).toEqual([])
  })

  it('would be found out if they did', () => {
    const found = allOperations.filter(({ success }) => isPersonal(success.schema)).map(({ id }) => id)
    expect(found).toEqual(expect.arrayContaining(['getProfile', 'linkProfileService', 'beginRegistration']))
  })
})
