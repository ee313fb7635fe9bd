import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { backups } from '../../../application/operations/backups.ts'
import { exclusiveActs } from '../../../application/operations/exclusive-acts.ts'
import type { TellStep } from '../../../application/operations/told-operations.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { circumstances } from '../circumstances.ts'
import { cabinet } from '../reactions/rig.ts'

const written = { holdsLog: true, lastPosition: '7', bytes: 4096, masterKeys: ['k1'] }

/** A backup that is written; the log can be told so, or cannot. */
const taken = async (telling: 'answers' | 'is away at the end') => {
  const { store, clock } = cabinet()
  const told: string[] = []
  const warned: string[] = []
  const tell: TellStep = async ({ type }) => {
    if (type === 'BackupTaken' && telling !== 'answers') return E.left({ code: 'StoreUnavailable' })
    told.push(type)
    return E.right(1n)
  }
  const { take } = backups({
    ...{ store, clock, logId: 'log-1', acts: exclusiveActs(), isRotationUnfinished: () => false },
    begin: () => tell,
    storage: { write: async () => E.right(written) },
    log: { info: () => undefined, error: () => undefined, warn: (_, message) => void warned.push(message) },
  })
  return { result: await take('/backups/one', circumstances())(), told, warned }
}

describe('a backup that is whole', () => {
  it('is told in the log, and answered as recorded', async () => {
    const { result, told, warned } = await taken('answers')
    expect(rightOf(result)).toEqual({ ...written, recorded: true })
    expect([told, warned]).toEqual([['BackupRequested', 'BackupTaken'], []])
  })

  it('is answered as taken, with a warning, also where the log could not be told so: it is there', async () => {
    const { result, told, warned } = await taken('is away at the end')
    expect(rightOf(result)).toEqual({ ...written, recorded: false })
    expect(told).toEqual(['BackupRequested'])
    expect(warned).toEqual(['a backup is whole, but not recorded so'])
  })
})
