import { chmodSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { examine } from '../../cli/commands/doctor.ts'
import { examineClock, examineNode } from '../../cli/doctor/examine-machine.ts'
import { systemClock } from '../../infrastructure/system/system-clock.ts'
import { shell } from './shell.ts'

const patience = { timeout: 90_000 }

/** A data directory that a command has used, and what the doctor says of it: `verdict subject: words`. */
const used = async () => {
  const opened = shell()
  const file = join(opened.home, 'accounts.csv')
  writeFileSync(file, 'login\n79261112233\n')
  expect((await opened.cabinet('import', file)).code).toBe(0)
  const findings = async (extra: Readonly<Record<string, string>> = {}) =>
    (await examine({ DATA_DIR: opened.directory, ...extra }, systemClock)).map(
      ({ verdict, subject, says }) => `${verdict} ${subject.en}: ${says.en}`,
    )
  const at = (name: string) => join(opened.directory, name)
  return {
    ...opened,
    at,
    wrong: async (extra = {}) => (await findings(extra)).filter((line) => !line.startsWith('ok')),
    findings,
  }
}

describe('cabinet doctor', patience, () => {
  it('counts what lies in the write-ahead log too: the newest events may be nowhere else', async () => {
    const { cabinet, serve } = await used()
    const server = await serve()
    const { out } = await cabinet('doctor')
    expect(out).toMatch(/^ok {4}events\.db: sound, \d+ bytes and [1-9]\d* in the write-ahead log beside it$/m)
    expect(await server.stop()).toBe(0)
  })

  it('finds nothing wrong with a directory that has been used, and changes nothing in it', async () => {
    const { cabinet, at, directory, wrong } = await used()
    const look = () => ['events.db', 'vault.db', 'state.db'].map((name) => [name, statSync(at(name)).mtimeMs])
    const before = look()
    expect(await wrong()).toEqual([])
    const { code, out, err } = await cabinet('doctor')
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^ok {4}events\.db: sound, \d+ bytes$/m)
    expect(out).toMatch(/^ok {4}master key: fits the vault$/m)
    expect(look()).toEqual(before)
    expect(readdirSync(directory).filter((name) => /-(?:wal|shm)$/.test(name))).toEqual([])
  })

  it('says that the cabinet is running when it is, and finds its files sound', async () => {
    const { cabinet, serve } = await used()
    const server = await serve()
    const { code, out } = await cabinet('doctor', '--json')
    const told = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(code).toBe(0)
    expect(told).toContainEqual({ verdict: 'ok', subject: 'cabinet', says: 'is running and answers' })
    expect(told.find(({ subject }) => subject === 'events.db').verdict).toBe('ok')
    await server.stop()
  })

  it('knows a damaged file, a foreign one, one of a newer version, one that is missing, one that is not ours', async () => {
    const { at, wrong, cabinet } = await used()
    truncateSync(at('events.db'), 6000)
    rmSync(at('vault.db'))
    const foreign = new DatabaseSync(at('vault.db'))
    foreign.exec('CREATE TABLE somebodys (thing TEXT)')
    foreign.close()
    const newer = new DatabaseSync(at('state.db'))
    newer.exec('PRAGMA user_version = 99')
    newer.close()
    writeFileSync(at('notes.txt'), 'mine')
    chmodSync(at('notes.txt'), 0o600)
    const findings = await wrong()
    expect(findings).toContainEqual(expect.stringMatching(/^bad events\.db: damaged/))
    expect(findings).toContain('bad vault.db: is not one of the cabinet’s files')
    expect(findings).toContain('bad state.db: was written by a newer version')
    expect(findings).toContain('warn other files: notes.txt')
    const { code, out } = await cabinet('doctor', '--lang', 'ru')
    expect(code).toBe(1)
    expect(out).toMatch(/→ Остановите кабинет и восстановите файл/)
    rmSync(at('vault.db'))
    expect(await wrong()).toContain('bad vault.db: is not there')
  })

  it('says what a start would refuse, also where each file by itself is sound', async () => {
    const { at, findings } = await used()
    expect(await findings()).toContain('ok start: the files fit each other')
    const other = await used()
    writeFileSync(at('vault.db'), readFileSync(other.at('vault.db')), { mode: 0o600 })
    expect(await findings()).toContainEqual(expect.stringMatching(/^bad start: .* has never known keys/))
  })

  it('knows a master key that is missing, open to others, or another one', async () => {
    const { at, wrong } = await used()
    chmodSync(at('master.key'), 0o644)
    expect(await wrong()).toEqual([expect.stringMatching(/^bad master key: .* is open to others/)])
    rmSync(at('master.key'))
    expect(await wrong()).toEqual([expect.stringMatching(/^bad master key: There is no master key file/)])
    const other = await used()
    writeFileSync(at('master.key'), readFileSync(other.at('master.key')), { mode: 0o600 })
    expect(await wrong()).toEqual([expect.stringMatching(/^bad master key: .* is closed with master key/)])
  })

  it('warns of a directory that others may look into', async () => {
    const { directory, wrong } = await used()
    chmodSync(directory, 0o755)
    expect(await wrong()).toEqual([
      expect.stringMatching(/^warn data directory: .* is open to others \(755\)$/),
    ])
  })

  it('says that a directory is not there yet, and does not make it', async () => {
    const { home } = shell()
    const nowhere = join(home, 'nowhere')
    const findings = await examine({ DATA_DIR: nowhere }, systemClock)
    expect(findings.filter(({ verdict }) => verdict !== 'ok').map(({ says }) => says.en)).toEqual([
      `${nowhere} is not there yet`,
    ])
    expect(() => statSync(nowhere)).toThrow()
  })

  it('tells everything that is wrong with the configuration, and no secret of it', async () => {
    const { wrong } = await used()
    const findings = await wrong({ PORT: 'x', SMTP_URL: 'smtp://u:Hunter2@mail' })
    expect(findings).toHaveLength(2)
    expect(findings.join()).not.toContain('Hunter2')
  })

  it('knows a machine whose clock is behind the log', () => {
    const now = Date.UTC(2026, 5, 1)
    expect(examineClock(now, now - 1).verdict).toBe('ok')
    expect(examineClock(now, null).verdict).toBe('ok')
    expect(examineClock(now, now + 3_600_000)).toMatchObject({
      verdict: 'bad',
      says: {
        en: "2026-06-01T00:00:00.000Z, but the log's newest event is of 2026-06-01T01:00:00.000Z: the clock is behind",
      },
    })
    expect(examineClock(0, null).verdict).toBe('bad')
  })

  it.each([
    ['24.0.0', 'ok'],
    ['26.1.0', 'ok'],
    ['20.20.2', 'bad'],
  ])('judges Node %s: %s', (version, verdict) => {
    expect(examineNode(version).verdict).toBe(verdict)
  })
})
