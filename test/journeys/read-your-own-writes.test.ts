import { describe, expect, it } from 'vitest'
import { seconds } from '../../domain/instant.ts'
import { cabinetUnderTest } from '../cabinet-under-test.ts'
import { heldUpViews } from './held-up-views.ts'
import { enter, openAccount } from './people.ts'

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

describe('a reader never sees older than their own last write (architecture.md, the read side)', () => {
  it('O2: the read waits for a slow runner, and then shows what was written', async () => {
    const runner = heldUpViews()
    const cabinet = await cabinetUnderTest({ admitEvents: runner.admitEvents })
    const id = await openAccount(cabinet)
    const subscriber = await enter(cabinet)
    await subscriber.get(`/api/v1/accounts/${id}/dashboard`)

    runner.hold()
    expect((await subscriber.put(`/api/v1/accounts/${id}/trunk-limit`, { lines: 9 })).status).toBe(200)
    let answered = false
    const reading = subscriber.get(`/api/v1/accounts/${id}/dashboard`).finally(() => {
      answered = true
    })
    await turns(500)
    expect(answered).toBe(false)

    runner.release()
    expect((await reading).body.trunkLimit).toEqual({ lines: 9 })
  })

  it('O2: past the bound it says so, with Retry-After, instead of showing the old', async () => {
    const runner = heldUpViews()
    const cabinet = await cabinetUnderTest({ admitEvents: runner.admitEvents })
    const id = await openAccount(cabinet)
    const subscriber = await enter(cabinet)
    await subscriber.get(`/api/v1/accounts/${id}/dashboard`)

    runner.hold()
    const changed = await subscriber.put(`/api/v1/accounts/${id}/trunk-limit`, { lines: 9 })
    let answered = false
    const reading = subscriber.get(`/api/v1/accounts/${id}/dashboard`).finally(() => {
      answered = true
    })
    while (!answered) {
      cabinet.clock.advance(seconds(1))
      await turns(50)
    }
    const late = await reading
    expect(late.status).toBe(503)
    expect(late.body.code).toBe('ViewBehind')
    expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0)
    runner.release()

    // Another program that was handed the position waits for it as well.
    const program = await cabinet.program('accounts:read')
    const position = changed.headers.get('log-position') ?? ''
    const elsewhere = await program.get(`/api/v1/operator/accounts/${id}`, { 'log-position': position })
    expect(elsewhere.status, elsewhere.text).toBe(200)
    expect(elsewhere.text).toContain('"lines":9')
  })
})
