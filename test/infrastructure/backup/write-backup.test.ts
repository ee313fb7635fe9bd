import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { BackupProgress } from '../../../application/ports/backup-storage.ts'
import type { EventStore } from '../../../application/ports/event-store.ts'
import { readBackup } from '../../../infrastructure/backup/read-backup.ts'
import { fileBackups } from '../../../infrastructure/backup/write-backup.ts'
import { dataFiles } from '../../../infrastructure/data-directory/data-files.ts'
import { openEmbeddedStore } from '../../../infrastructure/embedded-store/embedded-store.ts'
import { openOperationalState } from '../../../infrastructure/operational-state/open-operational-state.ts'
import { leftOf, rightOf } from '../either.ts'
import { temporaryDirectory } from '../temporary-directory.ts'
import { bytesIn, needsIn, uuid, vaultIn } from '../vault/vault-in-a-directory.ts'

const clock = { now: () => 1000, wait: async () => {} }

const stored = async (log: EventStore, name: string, data: object) =>
  rightOf(
    await log.append(`sipAccount-${name}`, 'noStream', [
      { id: uuid(), type: 'RoutingChanged', data: { ...data }, metadata: {} },
    ])(),
  )

/** Open stores in a directory, and backups of them. */
const opened = async () => {
  const home = temporaryDirectory()
  const directory = join(home, 'data')
  mkdirSync(directory)
  const files = dataFiles(directory)
  const log = rightOf(openEmbeddedStore(files.events, { clock }))
  const vault = vaultIn(directory, needsIn(home))
  const state = rightOf(openOperationalState(files.state))
  onTestFinished(async () => {
    await log.close()
    state.close()
  })
  const lines: string[] = []
  const tell = (_: object, text: string) => void lines.push(text)
  const backups = fileBackups({
    ...{ files, logIsHere: true, product: { name: 'cabinet', version: '1.2.3' } },
    vaultReleased: vault.leaveNoTrace,
    log: { info: tell, warn: tell, error: tell },
  })
  await log.append('log', 'noStream', [
    { id: uuid(), type: 'LogCreated', data: { logId: 'log-1' }, metadata: {} },
  ])()
  const facts = { takenAt: Date.UTC(2026, 10, 23), logId: 'log-1', lastPosition: null }
  const write = (target: string, onProgress: (progress: BackupProgress) => void = () => {}) =>
    backups.write(target, facts, onProgress)
  return { home, directory, files, log, vault, write, lines }
}

describe('a backup of live files', () => {
  it('is whole, private, and says what it holds', async () => {
    const { home, log, vault, write } = await opened()
    await vault.secrets.put('account-a', 'Hunter2Secret')
    await stored(log, 'a', { mode: 'GSM' })
    const target = join(home, 'backups', 'today')
    const written = rightOf(await write(target))
    expect(written).toMatchObject({ holdsLog: true, lastPosition: '2' })
    expect(readdirSync(join(home, 'backups'))).toEqual(['today'])
    expect(statSync(target).mode & 0o777).toBe(0o700)
    for (const name of readdirSync(target)) expect(statSync(join(target, name)).mode & 0o777).toBe(0o600)
    const { manifest } = rightOf(readBackup(target))
    expect(manifest).toMatchObject({
      ...{ format: 1, product: 'cabinet', version: '1.2.3', takenAt: '2026-11-23T00:00:00.000Z' },
      log: { keptBy: 'cabinet', id: 'log-1', lastPosition: '2' },
      masterKeys: written.masterKeys,
    })
    expect(bytesIn(target).includes('Hunter2Secret')).toBe(false)
  })

  it('is of one moment, however much is written meanwhile: every secret that its log names is in its vault', async () => {
    const { home, log, vault, write } = await opened()
    let passwordRef = await vault.secrets.put('account-a', 'First1Password')
    let writing = true
    let revision: 'noStream' | number = 'noStream'
    const change = async () => {
      // As a change of a password is: vault, log, and then the old secret is destroyed.
      const next = await vault.secrets.put('account-a', 'Another1Password')
      const event = { id: uuid(), type: 'PasswordChanged', data: { passwordRef: next }, metadata: {} }
      revision = rightOf(await log.append('sipAccount-a', revision, [event])()).revision
      await vault.secrets.destroy(passwordRef)
      passwordRef = next
    }
    await change()
    const writer = (async () => {
      while (writing) await change()
    })()
    const targets = [0, 1, 2].map((each) => join(home, `backup-${each}`))
    for (const target of targets) rightOf(await write(target))
    writing = false
    await writer
    for (const target of targets) {
      const copied = vaultIn(target, needsIn(home))
      const copiedLog = rightOf(openEmbeddedStore(join(target, 'events.db'), { clock }))
      const last = rightOf(await copiedLog.readStream('sipAccount-a', { direction: 'backwards', limit: 1 })())
      await copiedLog.close()
      const ref = String(last[0]?.data['passwordRef'])
      expect(await copied.secrets.verify(ref, 'Another1Password'), target).toBe(true)
    }
  })

  it('does not keep a destroyed secret in the write-ahead log beyond its own copying', async () => {
    const { home, directory, vault, write } = await opened()
    const ref = await vault.secrets.put('account-a', 'First1Password')
    const kept = bytesIn(directory)
    const box = kept.indexOf(ref)
    expect(box).toBeGreaterThan(0)
    const writing = write(join(home, 'backup'))
    await vault.secrets.destroy(ref)
    rightOf(await writing)
    expect(bytesIn(directory).includes(ref)).toBe(false)
  })

  it.each([
    [
      'holds something',
      (home: string) => writeFileSync(join(home, 'target', 'x'), ''),
      'BackupDirectoryTaken',
    ],
    ['is a file', (home: string) => writeFileSync(join(home, 'target-file'), ''), 'BackupDirectoryUnusable'],
  ] as const)('is refused where the target %s, and leaves nothing', async (_, prepare, code) => {
    const { home, write } = await opened()
    mkdirSync(join(home, 'target'))
    prepare(home)
    const before = readdirSync(home)
    const target = code === 'BackupDirectoryTaken' ? 'target' : 'target-file/backup'
    expect(leftOf(await write(join(home, target)))).toEqual({ code })
    expect(readdirSync(home)).toEqual(before)
  })

  it('takes an empty directory, and is refused in the data directory even by way of a link', async () => {
    const { home, directory, write } = await opened()
    mkdirSync(join(home, 'empty'))
    rightOf(await write(join(home, 'empty')))
    symlinkSync(directory, join(home, 'link'))
    expect(leftOf(await write(join(home, 'link', 'backup')))).toEqual({ code: 'BackupDirectoryWithin' })
  })

  it('tells how far it has got', async () => {
    const { home, write } = await opened()
    const seen: number[] = []
    const note = ({ doneBytes, totalBytes }: BackupProgress) => seen.push(doneBytes / totalBytes)
    rightOf(await write(join(home, 'backup'), note))
    expect(seen.at(-1)).toBe(1)
    expect([...seen].sort((a, b) => a - b)).toEqual(seen)
  })
})

describe('a backup that is not what it was', () => {
  const written = async () => {
    const { home, log, write } = await opened()
    await stored(log, 'a', { mode: 'GSM' })
    const target = join(home, 'backup')
    rightOf(await write(target))
    const manifest = join(target, 'manifest.json')
    const edit = (change: (text: string) => string) =>
      writeFileSync(manifest, change(readFileSync(manifest, 'utf8')))
    return { target, edit }
  }

  it.each([
    ['claims another position', '"lastPosition": "2"', '"lastPosition": "3"', 'manifestContradicted'],
    ['claims another log', '"id": "log-1"', '"id": "log-2"', 'manifestContradicted'],
    ['was made by a newer version', '"format": 1', '"format": 2', 'newerFormat'],
    ['lacks a field', '"product": "cabinet",', '', 'manifestDamaged'],
    ['names a file outside', '"vault.db"', '"../vault.db"', 'manifestDamaged'],
  ])('is refused when its manifest %s', async (_, from, to, kind) => {
    const { target, edit } = await written()
    edit((text) => text.replace(from, to))
    expect(leftOf(readBackup(target))).toMatchObject({ kind })
  })

  it('is refused when one byte of a file differs, wherever it is', async () => {
    const { target } = await written()
    for (const name of ['events.db', 'vault.db', 'state.db'] as const) {
      const bytes = readFileSync(join(target, name))
      for (const at of [0, 100, bytes.length >> 1, bytes.length - 1]) {
        const harmed = Buffer.from(bytes)
        harmed[at] = (harmed[at] ?? 0) ^ 1
        writeFileSync(join(target, name), harmed)
        expect(leftOf(readBackup(target)), `${name} at ${at}`).toEqual({ kind: 'fileChanged', file: name })
      }
      writeFileSync(join(target, name), bytes)
    }
    rightOf(readBackup(target))
  })
})
