import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openOperationalState } from '../../../infrastructure/operational-state/open-operational-state.ts'
import { stateDatabase } from '../../../infrastructure/operational-state/state-tables.ts'
import { openDatabase } from '../../../infrastructure/sqlite/open-database.ts'
import { leftOf, rightOf } from '../either.ts'
import { temporaryDirectory } from '../temporary-directory.ts'
import { stateFile } from './state-file.ts'

describe('state.db', () => {
  it('holds every acknowledged write when the process dies without closing it', async () => {
    const { path, state } = stateFile()
    await state.tokenHashes.put('h1', 't1')
    await state.reactionProgress.begin('log-1')
    await state.reactionProgress.advance(5n, [])
    const left = join(temporaryDirectory(), 'state.db')
    for (const part of ['', '-wal']) copyFileSync(`${path}${part}`, `${left}${part}`)
    const found = rightOf(openOperationalState(left))
    expect(await found.tokenHashes.find('h1')).toBe('t1')
    expect(await found.reactionProgress.checkpoint()).toEqual({ logId: 'log-1', position: 5n })
    found.close()
  })

  it('holds what was handed over before it was closed, acknowledged or not', async () => {
    const file = stateFile()
    const handedOver = file.state.tokenHashes.put('h1', 't1')
    const again = file.restart()
    await handedOver
    expect(await again.tokenHashes.find('h1')).toBe('t1')
  })

  it('is refused in words when the file is of another kind', () => {
    const path = join(temporaryDirectory(), 'state.db')
    rightOf(openDatabase(path, { ...stateDatabase, name: 'something else', applicationId: 7 })).close()
    expect(leftOf(openOperationalState(path))).toMatchObject({
      kind: 'notOurs',
      message: expect.stringContaining('is not a file of operational state'),
    })
  })

  it('refuses what it cannot store instead of storing something like it', async () => {
    const { state } = stateFile()
    const answer = { bodyHmac: 'b', status: 200, headers: {}, body: 'text', storedAt: 1 }
    await expect(state.answers.put('k', { ...answer, status: 1.5 })).rejects.toThrow()
    expect(await state.answers.find('k', 2)).toBeNull()
  })
})
