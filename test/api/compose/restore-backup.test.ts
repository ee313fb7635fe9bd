import {
  copyFileSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it, vi } from 'vitest'
import { restoreBackup } from '../../../api/compose/restore-backup.ts'
import { composeCabinet } from '../../../api/compose.ts'
import { erasedInLog } from '../../../infrastructure/embedded-store/erased-in-log.ts'
import { systemClock } from '../../../infrastructure/system/system-clock.ts'
import { systemIds } from '../../../infrastructure/system/system-ids.ts'
import { subjectsInVault } from '../../../infrastructure/vault/subjects-in-vault.ts'
import { circumstances } from '../../application/circumstances.ts'
import { type CabinetUnderTest, cabinetUnderTest } from '../../cabinet-under-test.ts'
import { garbage, overwrite, page, sizeOf } from '../../infrastructure/data-directory/damages.ts'
import { configurationOf, silent } from '../../infrastructure/data-directory/used-directory.ts'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { temporaryDirectory } from '../../infrastructure/temporary-directory.ts'
import { ivan, olga, openAccount, registerProfile } from '../../journeys/people.ts'
import { staffMember } from '../../journeys/staff-people.ts'
import { directoryBytes } from '../../torture/directory-bytes.ts'

const patience = { timeout: 60_000 }

/** What a process that is killed now would leave. */
const killedCopy = (from: string, to: string): string => {
  mkdirSync(to, { mode: 0o700 })
  for (const name of readdirSync(from))
    if (lstatSync(join(from, name)).isFile() && !name.endsWith('-shm') && !name.startsWith('owner.lock'))
      copyFileSync(join(from, name), join(to, name))
  return to
}

const restoring = (
  dataDirectory: string,
  directory: string,
  wanted: { readonly replace?: boolean; readonly keepLog?: boolean; readonly erased?: readonly string[] },
) =>
  restoreBackup({
    ...{ configuration: configurationOf(dataDirectory), directory, clock: systemClock, ids: systemIds },
    ...{
      log: silent,
      circumstances: circumstances({ actor: { type: 'system', id: 'cli' }, channel: 'cli' }),
    },
    ...{ replace: false, keepLog: false, erased: [], ...wanted },
  })

describe('a restore that keeps the log', patience, () => {
  /** A cabinet that went on after its backup, and was killed; its vault is lost. */
  const killedAfterBackup = async () => {
    const home = temporaryDirectory()
    const data = join(home, 'data')
    const { cabinet, stop } = rightOf(
      await composeCabinet({ configuration: configurationOf(data), log: silent }),
    )
    const { accountId } = rightOf(
      await cabinet.provisionAccount(
        {
          ...{ number: '+79261110000', password: 'Welcome0Multifon', routing: 'SIP', trunkLimit: 2 },
          ...{ callerId: null, tariffOption: null, balance: null },
        },
        circumstances(),
      )(),
    )
    const backup = join(home, 'backup')
    rightOf(await cabinet.backups.take(backup, circumstances())())
    for (let lines = 3; lines < 15; lines += 1)
      rightOf(await cabinet.settings.setTrunkLimit(lines)({ accountId, circumstances: circumstances() })())
    await vi.waitUntil(
      async () => {
        const { views } = await cabinet.vitals()
        return views.keepUp && views.lagSeconds === 0
      },
      { timeout: 20_000, interval: 20 },
    )
    const killed = killedCopy(data, join(home, 'killed'))
    await stop()
    return { killed, backup, wal: join(killed, 'events.db-wal') }
  }

  it('is refused on a log whose write-ahead log is damaged in the middle, and not a byte is changed: SQLite would drop what was acknowledged after it', async () => {
    const { killed, backup, wal } = await killedAfterBackup()
    const frames = Math.floor((sizeOf(wal) - 32) / (page + 24))
    overwrite(wal, 32 + Math.floor(frames / 2) * (page + 24) + 100, garbage(64))
    const before = directoryBytes(killed)
    const refused = leftOf(await restoring(killed, backup, { keepLog: true }))
    expect(refused).toMatchObject({
      kind: 'logDamaged',
      message: expect.stringMatching(
        /write-ahead log beside it is damaged in the middle.*Nothing was changed/,
      ),
      ru: expect.stringContaining('Ничего не изменено'),
    })
    expect(directoryBytes(killed)).toEqual(before)
  })

  it('is refused on a log that lost its end, as the views tell that are still beside it', async () => {
    const { killed, backup, wal } = await killedAfterBackup()
    truncateSync(wal, 32 + Math.floor((sizeOf(wal) - 32) / (page + 24) / 2) * (page + 24))
    const before = directoryBytes(killed)
    expect(leftOf(await restoring(killed, backup, { keepLog: true }))).toMatchObject({
      kind: 'logDamaged',
      message: expect.stringMatching(/ends at position \d+, but views-1\.db was built from it/),
    })
    expect(directoryBytes(killed)).toEqual(before)
  })

  it('goes on with one that is whole, vault lost or not', async () => {
    const { killed, backup } = await killedAfterBackup()
    writeFileSync(join(killed, 'vault.db'), '')
    expect(rightOf(await restoring(killed, backup, { keepLog: true }))).toMatchObject({
      ...{ logKept: true, withoutSecret: [] },
    })
  })
})

const rowsOf = (path: string, table: string): number => {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    return Number(database.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.['count'])
  } finally {
    database.close()
  }
}

const secretsOf = (data: string, owner: string): number => {
  const database = new DatabaseSync(join(data, 'vault.db'), { readOnly: true })
  try {
    return database.prepare('SELECT 1 FROM secrets WHERE owner = ?').all(owner).length
  } finally {
    database.close()
  }
}

describe('a restore', patience, () => {
  /** Ivan and Olga have Profiles; a backup; then Ivan is erased. */
  const erasedAfterBackup = async () => {
    const cabinet = await cabinetUnderTest({ eventStore: { kind: 'embedded' } })
    await openAccount(cabinet)
    const leaving = await registerProfile(cabinet, ivan)
    const staying = await registerProfile(cabinet, olga)
    const manager = await staffMember(cabinet, 'manager')
    const home = temporaryDirectory()
    const backup = join(home, 'backup')
    rightOf(await cabinet.composed().cabinet.backups.take(backup, circumstances())())
    const erased = await manager.send('DELETE', `/api/v1/operator/profiles/${leaving.profileId}`, {
      reason: 'Заявление № 1187',
    })
    expect(erased.body.certifiedAt, erased.text).not.toBeNull()
    return { cabinet, home, backup, gone: leaving.profileId, here: staying.profileId }
  }

  /** A new machine: nothing but the key file. */
  const newMachine = ({ cabinet, home }: { readonly cabinet: CabinetUnderTest; readonly home: string }) => {
    const data = join(home, 'new')
    mkdirSync(data, { mode: 0o700 })
    cpSync(join(cabinet.directory, 'master.key'), join(data, 'master.key'))
    return data
  }

  /** How Profiles stand where a cabinet serves what was restored. */
  const standingsIn = async (data: string, cabinet: CabinetUnderTest, ids: readonly string[]) => {
    const { cabinet: revived, stop } = rightOf(
      await composeCabinet({ configuration: configurationOf(data), log: silent, clock: cabinet.clock }),
    )
    const standings: unknown[] = []
    for (const id of ids) {
      const certificate = await revived.erasures.certificate(id)()
      const isCertified = E.isRight(certificate) && certificate.right.certifiedAt !== null
      standings.push(isCertified ? 'certified' : E.isLeft(certificate) ? certificate.left.code : 'unfinished')
    }
    await stop()
    return standings
  }

  it('ends the sessions of customers and of staff', async () => {
    const { cabinet, home, backup } = await erasedAfterBackup()
    for (const table of ['sessions', 'staff_sessions'])
      expect(rowsOf(join(backup, 'state.db'), table), table).toBeGreaterThan(0)
    const data = newMachine({ cabinet, home })
    rightOf(await restoring(data, backup, {}))
    for (const table of ['sessions', 'staff_sessions'])
      expect(rowsOf(join(data, 'state.db'), table), table).toBe(0)
  })

  it('M19: erases again whoever was erased after the backup, as what is set aside knows', async () => {
    const { cabinet, home, backup, gone, here } = await erasedAfterBackup()
    const data = killedCopy(cabinet.directory, join(home, 'killed'))
    expect(rightOf(await restoring(data, backup, { replace: true }))).toMatchObject({ erasedAgain: [gone] })
    expect(subjectsInVault(join(data, 'vault.db')).destroyed).toContain(`profile-${gone}`)
    expect([secretsOf(data, `profile-${gone}`), secretsOf(data, `profile-${here}`)]).toEqual([0, 1])
    expect(await standingsIn(data, cabinet, [gone, here])).toEqual(['certified', 'ProfileNotErased'])
  })

  it('M19: also where the vault that knew is lost, and only the log set aside tells', async () => {
    const { cabinet, home, backup, gone } = await erasedAfterBackup()
    const data = killedCopy(cabinet.directory, join(home, 'killed'))
    writeFileSync(join(data, 'vault.db'), 'nothing of ours')
    expect(rightOf(await restoring(data, backup, { replace: true }))).toMatchObject({ erasedAgain: [gone] })
    expect(await standingsIn(data, cabinet, [gone])).toEqual(['certified'])
  })

  it('M19: also where one before was cut off between the log and its write-ahead log: the two stay together', async () => {
    const { cabinet, home, backup, gone } = await erasedAfterBackup()
    const data = killedCopy(cabinet.directory, join(home, 'killed'))
    writeFileSync(join(data, 'vault.db'), 'nothing of ours')
    const place = join(data, 'replaced-2026-11-23T07-14-05-270Z')
    mkdirSync(place, { mode: 0o700 })
    writeFileSync(join(data, 'restore.unfinished'), 'cabinet restore\n')
    renameSync(join(data, 'events.db'), join(place, 'events.db'))
    expect(rightOf(await restoring(data, backup, {}))).toMatchObject({ erasedAgain: [gone] })
    expect(erasedInLog(join(place, 'events.db'))).toContain(gone)
    expect(await standingsIn(data, cabinet, [gone])).toEqual(['certified'])
  })

  it('M19: also where files were copied back by hand: a start destroys the keys that its log knows as erased', async () => {
    const { cabinet, home, backup, gone, here } = await erasedAfterBackup()
    const data = killedCopy(cabinet.directory, join(home, 'killed'))
    rmSync(join(data, 'vault.db-wal'), { force: true })
    copyFileSync(join(backup, 'vault.db'), join(data, 'vault.db'))
    expect([...subjectsInVault(join(data, 'vault.db')).kept]).toContain(`profile-${gone}`)
    const { stop } = rightOf(
      await composeCabinet({ configuration: configurationOf(data), log: silent, clock: cabinet.clock }),
    )
    const isGone = () => subjectsInVault(join(data, 'vault.db')).destroyed.includes(`profile-${gone}`)
    await vi.waitUntil(isGone, { timeout: 20_000, interval: 20 })
    await stop()
    expect([...subjectsInVault(join(data, 'vault.db')).kept]).toContain(`profile-${here}`)
  })

  it('M19: on a new machine erases again whom the operator names; of nobody else it can know', async () => {
    const { cabinet, home, backup, gone, here } = await erasedAfterBackup()
    const data = newMachine({ cabinet, home })
    const stranger = 'f3b1a1de-0000-4000-8000-000000000010'
    expect(rightOf(await restoring(data, backup, {}))).toMatchObject({ erasedAgain: [], unknownErased: [] })
    expect(await standingsIn(data, cabinet, [gone])).toEqual(['ProfileNotErased'])
    const named = { replace: true, erased: [gone, stranger] }
    expect(rightOf(await restoring(data, backup, named))).toMatchObject({
      ...{ erasedAgain: [gone], unknownErased: [stranger] },
    })
    expect(secretsOf(data, `profile-${gone}`)).toBe(0)
    expect(await standingsIn(data, cabinet, [gone, here])).toEqual(['certified', 'ProfileNotErased'])
    // Repeated once more, what is done is known by what was set aside.
    expect(rightOf(await restoring(data, backup, { replace: true }))).toMatchObject({ erasedAgain: [gone] })
  })
})
