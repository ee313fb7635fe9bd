import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { viewsShelf } from '../../../infrastructure/views/views-shelf.ts'
import { keptLog } from '../../application/projections/running-views.ts'
import { temporaryDirectory } from '../temporary-directory.ts'
import { batch, dashboardRow, emptyViews } from './small-history.ts'

const databases = (directory: string) => readdirSync(directory).filter((name) => name.endsWith('.db'))

describe('the shelf of views', () => {
  it('has nothing to serve in an empty directory', () => {
    expect(viewsShelf(temporaryDirectory(), keptLog()).serving()).toBeNull()
  })

  it('gives a set back only once it was let serve; a half-built one of an earlier run is thrown away', async () => {
    const { directory, shelf, file } = emptyViews()
    await file.commit(batch({ rows: { dashboard: new Map([['a1', dashboardRow()]]) }, position: 7n }))
    file.close()
    expect(shelf.serving()).toBeNull()
    expect(readdirSync(directory)).toEqual([])
  })

  it('goes on serving the old set until a new one is promoted, then keeps that one alone', async () => {
    const { directory, log, shelf, file } = emptyViews()
    await shelf.promote(file)
    await file.commit(batch({ rows: { dashboard: new Map([['a1', dashboardRow()]]) }, position: 7n }))
    const next = shelf.create('log-1', 'v2')
    expect(databases(directory)).toEqual(['views-1.db', 'views-2.db'])
    expect(await file.dashboard('a1')).toEqual(dashboardRow())
    expect(await next.dashboard('a1')).toBeNull()
    await shelf.promote(next)
    expect(databases(directory)).toEqual(['views-2.db'])
    next.close()
    const reopened = viewsShelf(directory, log).serving()
    expect(reopened?.checkpoint).toEqual({ logId: 'log-1', versions: 'v2', position: null })
    reopened?.close()
  })

  it('removes files that are no views of ours under that name, says so, and touches no others', () => {
    const directory = temporaryDirectory()
    const log = keptLog()
    writeFileSync(
      join(directory, 'views-3.db'),
      'this is no database, and long enough not to look like an empty one',
    )
    writeFileSync(join(directory, 'events.db'), 'the log')
    writeFileSync(join(directory, 'views-old.db'), 'somebody’s copy')
    expect(viewsShelf(directory, log).serving()).toBeNull()
    expect(readdirSync(directory).sort()).toEqual(['events.db', 'views-old.db'])
    expect(log.lines.map(({ level }) => level)).toEqual(['warn'])
  })

  it('makes files that only their owner can read', () => {
    const { directory, file } = emptyViews()
    expect(statSync(join(directory, 'views-1.db')).mode & 0o777).toBe(0o600)
    file.close()
  })
})
