import { describe, expect, it } from 'vitest'
import { stateFile } from './state-file.ts'

describe('hashes of API tokens in state.db (security.md, machine access)', () => {
  it('tell which token it is, also after a restart', async () => {
    const file = stateFile()
    await file.state.tokenHashes.put('h1', 't1')
    const { tokenHashes } = file.restart()
    expect(await tokenHashes.find('h1')).toBe('t1')
    expect(await tokenHashes.find('t1')).toBeNull()
  })

  it('are forgotten at once when a token is taken back, and for ever', async () => {
    const file = stateFile()
    await file.state.tokenHashes.put('h1', 't1')
    await file.state.tokenHashes.put('h2', 't2')
    await file.state.tokenHashes.remove('t1')
    await file.state.tokenHashes.remove('t1')
    expect(await file.state.tokenHashes.find('h1')).toBeNull()
    const { tokenHashes } = file.restart()
    expect(await tokenHashes.find('h1')).toBeNull()
    expect(await tokenHashes.list()).toEqual(['t2'])
  })

  it('refuse a hash or a token that is there already', async () => {
    const { tokenHashes } = stateFile().state
    await tokenHashes.put('h1', 't1')
    await expect(tokenHashes.put('h1', 't2')).rejects.toThrow('UNIQUE')
    await expect(tokenHashes.put('h2', 't1')).rejects.toThrow('UNIQUE')
    expect(await tokenHashes.find('h1')).toBe('t1')
    expect(await tokenHashes.list()).toEqual(['t1'])
  })
})
