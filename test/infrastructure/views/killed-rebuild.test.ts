import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { viewsShelf } from '../../../infrastructure/views/views-shelf.ts'
import { keptLog } from '../../application/projections/running-views.ts'
import { sealedSmall } from './small-events.ts'
import { batch, dashboardRow, emptyViews } from './small-history.ts'

const program = fileURLToPath(new URL('./killed-process.ts', import.meta.url))

/** Resolves once the process has begun to fill the file, and is dead. */
const killedWhileBuilding = async (directory: string): Promise<void> => {
  const child = spawn(process.execPath, [program, directory], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
}

describe('a rebuild that is killed', () => {
  it('leaves the old views serving and nothing of its own after the next start (the read side)', async () => {
    const { directory, shelf, file } = emptyViews()
    await shelf.promote(file)
    await file.commit(batch({ rows: { dashboard: new Map([['a1', dashboardRow()]]) }, position: 7n }))
    file.close()
    await killedWhileBuilding(directory)
    expect(readdirSync(directory)).toContain('views-2-unfinished.db')

    const log = keptLog()
    const next = viewsShelf(directory, log)
    const serving = next.serving()
    expect(serving?.checkpoint.position).toBe(7n)
    expect(await serving?.dashboard('a1')).toEqual(dashboardRow())
    expect(readdirSync(directory).filter((name) => name.endsWith('.db'))).toEqual(['views-1.db'])
    expect(log.lines).toEqual([])

    const build = next.build('log-1', 'v1', 0)
    await build.take(sealedSmall(0, 500))
    const whole = await build.end()
    expect(whole.checkpoint).toEqual({ logId: 'log-1', versions: 'v1', position: 500n })
    expect(await whole.countRows()).toEqual({ dashboard: 500, accountDirectory: 500, history: 500 })
    await next.promote(whole)
    expect(readdirSync(directory).filter((name) => name.endsWith('.db'))).toEqual(['views-2.db'])
    whole.close()
  })

  it('that is stopped leaves nothing at once', async () => {
    const { directory, shelf, file } = emptyViews()
    await shelf.promote(file)
    const build = shelf.build('log-1', 'v1', 0)
    await build.take(sealedSmall(0, 500))
    await build.discard()
    expect(readdirSync(directory).some((name) => name.includes('unfinished'))).toBe(false)
    file.close()
  })

  it('fails in words, and leaves nothing, when an event is given that cannot be stored', async () => {
    const { directory, shelf, file } = emptyViews()
    const build = shelf.build('log-1', 'v1', 0)
    const tooFar = sealedSmall(0, 3).map((event) => ({ ...event, position: 2n ** 70n }))
    await expect(build.take(tooFar).then(() => build.end())).rejects.toThrow()
    await build.discard()
    expect(readdirSync(directory).some((name) => name.includes('unfinished'))).toBe(false)
    file.close()
  })
})
