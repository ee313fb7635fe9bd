import { copyFileSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { vi } from 'vitest'
import { composeCabinet } from '../../../api/compose.ts'
import { systemClock } from '../../../infrastructure/system/system-clock.ts'
import { circumstances } from '../../application/circumstances.ts'
import { rightOf } from '../either.ts'

export const silent = pino({ level: 'silent' })

export const configurationOf = (dataDirectory: string) =>
  ({
    mode: 'development',
    host: '127.0.0.1',
    port: 0,
    dataDirectory,
    eventStore: { kind: 'embedded' },
    publicUrl: 'http://127.0.0.1',
    trustedProxies: [],
    logLevel: 'silent',
    masterKeyFile: null,
  }) as const

const copyFiles = (from: string, to: string): void => {
  mkdirSync(to, { mode: 0o700 })
  for (const name of readdirSync(from))
    if (lstatSync(join(from, name)).isFile() && !name.endsWith('-shm') && !name.startsWith('owner.lock'))
      copyFileSync(join(from, name), join(to, name))
}

/** Data directories that a cabinet with a few accounts has left: after a kill, and after an orderly end. `remove` them. */
export const usedDirectories = async (accounts = 8) => {
  const home = mkdtempSync(join(tmpdir(), 'cabinet-used-'))
  const directory = join(home, 'data')
  const { cabinet, stop } = rightOf(
    await composeCabinet({ configuration: configurationOf(directory), log: silent }),
  )
  for (let index = 0; index < accounts; index += 1)
    rightOf(
      await cabinet.provisionAccount(
        {
          number: `+7926111000${index}`,
          password: `Welcome${index}Multifon`,
          routing: 'SIP',
          trunkLimit: 2,
          callerId: '+74951234567',
          tariffOption: null,
          balance: 100,
        },
        circumstances({ correlationId: `used-${index}` }),
      )(),
    )
  const wanted = { label: 'used', scopes: ['audit:read'], expiresAt: systemClock.now() + 1_000_000 } as const
  rightOf(await cabinet.apiTokens.issue(wanted, circumstances())())
  const isSettled = async () => {
    const { views, reactions } = await cabinet.vitals()
    return views.keepUp && views.lagSeconds === 0 && reactions.lagSeconds === 0
  }
  await vi.waitUntil(isSettled, { timeout: 20_000, interval: 20 })
  const killed = join(home, 'killed')
  copyFiles(directory, killed)
  await stop()
  const ended = join(home, 'ended')
  copyFiles(directory, ended)
  let copies = 0
  /** A copy of one of them, to be damaged. */
  const copyOf = (which: 'killed' | 'ended'): string => {
    copies += 1
    const copy = join(home, `copy-${copies}`)
    copyFiles(which === 'killed' ? killed : ended, copy)
    return copy
  }
  return { copyOf, remove: () => rmSync(home, { recursive: true, force: true }) }
}
