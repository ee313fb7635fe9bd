import { copyFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStores } from '../../../api/compose/open-stores.ts'
import { systemClock } from '../../../infrastructure/system/system-clock.ts'
import { systemIds } from '../../../infrastructure/system/system-ids.ts'
import { directoryBytes } from '../../torture/directory-bytes.ts'
import { damages, empty, garbage, overwrite, page, sizeOf } from './damages.ts'
import { configurationOf, silent, usedDirectories } from './used-directory.ts'

const gateway = { send: async () => E.right(undefined) }

const opened = (dataDirectory: string) =>
  openStores({
    ...{ clock: systemClock, ids: systemIds, log: silent, sms: gateway, mail: gateway },
    configuration: configurationOf(dataDirectory),
  })

type Used = Awaited<ReturnType<typeof usedDirectories>>
let used: Used
beforeAll(async () => {
  used = await usedDirectories()
})
afterAll(() => used.remove())

describe('a start on stores that are not as they were left', () => {
  it.each(damages)(
    'is refused in both languages, and changes no byte: %s',
    async (_, after, damage, says) => {
      const directory = used.copyOf(after)
      damage((name) => join(directory, name))
      const before = directoryBytes(directory)
      const refused = opened(directory)
      if (E.isRight(refused)) await refused.right.close()
      expect(E.isLeft(refused)).toBe(true)
      expect(E.isLeft(refused) ? refused.left.message : '').toMatch(says)
      expect(E.isLeft(refused) ? refused.left.ru : '').toMatch(
        /[а-яё]{4}.*Ничего не изменено|Запустите ту версию/s,
      )
      expect(directoryBytes(directory)).toEqual(before)
    },
  )

  it('is refused when the vault is another cabinet’s, key and all', async () => {
    const directory = used.copyOf('ended')
    const others = await usedDirectories(1)
    for (const name of ['vault.db', 'master.key'])
      copyFileSync(join(others.copyOf('ended'), name), join(directory, name))
    others.remove()
    const before = directoryBytes(directory)
    const refused = opened(directory)
    expect(E.isLeft(refused) ? refused.left.message : '').toMatch(/has never known keys/)
    expect(directoryBytes(directory)).toEqual(before)
  })

  it('is refused when the master key is another cabinet’s', async () => {
    const directory = used.copyOf('killed')
    const others = await usedDirectories(1)
    writeFileSync(join(directory, 'master.key'), readFileSync(join(others.copyOf('ended'), 'master.key')))
    others.remove()
    const before = directoryBytes(directory)
    const refused = opened(directory)
    expect(E.isLeft(refused) ? [refused.left.kind, refused.left.ru] : []).toEqual([
      'wrongMasterKey',
      expect.stringMatching(/закрыто другим главным ключом/),
    ])
    expect(directoryBytes(directory)).toEqual(before)
  })
})

describe('a start goes on', () => {
  const goesOn = async (directory: string): Promise<void> => {
    const stores = opened(directory)
    expect(E.isLeft(stores) ? stores.left.message : null).toBeNull()
    if (E.isRight(stores)) await stores.right.close()
  }

  it.each(['killed', 'ended'] as const)('on what a cabinet has left that was %s', (after) =>
    goesOn(used.copyOf(after)),
  )

  it('after a kill that has torn the last commit, which nobody was told of', () => {
    const directory = used.copyOf('killed')
    const wal = join(directory, 'events.db-wal')
    const last = Math.floor((sizeOf(wal) - 32) / (page + 24)) - 1
    // The views of this directory have seen the commit that is torn here; those of a real crash have not.
    rmSync(join(directory, 'views-1.db'))
    rmSync(join(directory, 'views-1.db-wal'), { force: true })
    overwrite(wal, 32 + last * (page + 24) + 200, garbage(64))
    return goesOn(directory)
  })

  it('without the state only when staff have said so, once', async () => {
    const directory = used.copyOf('ended')
    rmSync(join(directory, 'state.db'))
    expect(E.isLeft(opened(directory))).toBe(true)
    empty(join(directory, 'new-state'))
    await goesOn(directory)
    rmSync(join(directory, 'state.db'))
    expect(E.isLeft(opened(directory))).toBe(true)
  })

  it('on an older log that was put there on purpose, once its views are taken away', async () => {
    const directory = used.copyOf('killed')
    truncateSync(join(directory, 'events.db-wal'), Math.floor(sizeOf(join(directory, 'events.db-wal')) / 2))
    expect(E.isLeft(opened(directory))).toBe(true)
    for (const end of ['', '-wal', '-shm']) rmSync(join(directory, `views-1.db${end}`), { force: true })
    await goesOn(directory)
  })
})
