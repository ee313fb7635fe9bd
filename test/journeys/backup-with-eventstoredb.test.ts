import { cpSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { describe, expect, it, onTestFinished } from 'vitest'
import { restoreBackup } from '../../api/compose/restore-backup.ts'
import { composeCabinet } from '../../api/compose.ts'
import type { AccountToProvision } from '../../application/accounts/provision-account.ts'
import { readConfiguration } from '../../infrastructure/configuration/read-configuration.ts'
import { systemClock } from '../../infrastructure/system/system-clock.ts'
import { systemIds } from '../../infrastructure/system/system-ids.ts'
import { circumstances } from '../application/circumstances.ts'
import { startEventStoreServer } from '../eventstore-server/start-eventstore-server.ts'
import { leftOf, rightOf } from '../infrastructure/either.ts'
import { temporaryDirectory } from '../infrastructure/temporary-directory.ts'

const log = pino({ level: 'silent' })

const account = (number: string, password: string): AccountToProvision => ({
  ...{ number, password, trunkLimit: 2, callerId: null, tariffOption: null, balance: null },
  routing: 'SIP',
})

describe('a backup where EventStoreDB keeps the log (the tests’ own server of its protocol, not EventStoreDB)', () => {
  const opened = async () => {
    const server = await startEventStoreServer()
    onTestFinished(server.close)
    const home = temporaryDirectory()
    const configured = (name: string) =>
      rightOf(readConfiguration({ DATA_DIR: join(home, name), EVENTSTORE_URL: server.url }))
    const { cabinet, stop } = rightOf(await composeCabinet({ configuration: configured('data'), log }))
    const provision = async (number: string) =>
      rightOf(await cabinet.provisionAccount(account(number, 'Demo2026Cabinet'), circumstances())())
    await provision('+79260250730')
    const directory = join(home, 'backup')
    const written = rightOf(await cabinet.backups.take(directory, circumstances())())
    expect(written).toMatchObject({ holdsLog: false })
    expect(readdirSync(directory).sort()).toEqual(['manifest.json', 'state.db', 'vault.db'])
    /** Into a new data directory, beside the key file. */
    const restore = () => {
      mkdirSync(join(home, 'new'))
      cpSync(join(home, 'data', 'master.key'), join(home, 'new', 'master.key'))
      return restoreBackup({
        ...{ configuration: configured('new'), directory, replace: false, keepLog: false, erased: [] },
        ...{ clock: systemClock, ids: systemIds, log, circumstances: circumstances() },
      })
    }
    return { configured, cabinet, stop, provision, restore }
  }

  it('saves vault and state; put back beside the log, the passwords work', async () => {
    const { configured, stop, restore } = await opened()
    await stop()
    expect(rightOf(await restore())).toMatchObject({
      logKept: true,
      withoutSecret: [],
      reactionsRefuse: null,
    })
    const revived = rightOf(await composeCabinet({ configuration: configured('new'), log }))
    const proven = await revived.cabinet.proveSipCredentials(
      { login: '79260250730', password: 'Demo2026Cabinet' },
      circumstances(),
    )()
    expect(proven._tag).toBe('Right')
    await revived.stop()
  })

  it('is refused beside a log that has sealed with keys made since: it could never be read again', async () => {
    const { stop, provision, restore } = await opened()
    await provision('+79260250731')
    await stop()
    expect(leftOf(await restore())).toMatchObject({ kind: 'keysMissing', subjects: 1 })
  })
})
