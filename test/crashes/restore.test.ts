import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { demoProfile } from '../../cli/demo-profile.ts'
import { openToLook } from '../../infrastructure/sqlite/open-to-look.ts'
import { subjectsInVault } from '../../infrastructure/vault/subjects-in-vault.ts'
import { chosenPoints } from './chosen-points.ts'
import {
  choice,
  chosen,
  ok,
  olga,
  page,
  registers,
  signedIn,
  signIn,
  theOneThatOpens,
} from './crashing-people.ts'
import { endOfLog, filesIn } from './data-on-disk.ts'
import { copyOf, endAll, type MortalCabinet, newDirectory, remove, startCabinet } from './mortal-cabinet.ts'
import { command, commandThatDies, stepsOfCommand } from './mortal-command.ts'
import { untilSettled } from './until-settled.ts'
import { faultsLeft } from './what-is-left.ts'

const { login, password } = demoProfile

/** A password that was changed after the backup: which of the two opens tells which data are served. */
const passwordThatOpens = (cabinet: MortalCabinet): Promise<string> =>
  theOneThatOpens(
    [password, chosen],
    async (given) => (await signIn(cabinet, { login, password: given })).answer,
  )

const restoring = (directory: string): readonly string[] => [
  'restore',
  join(directory, 'backup'),
  '--replace',
]

/** Serves over the directory, and leaves it as `kill -9` does, once everything has come to rest and is whole. */
const served = async <T>(directory: string, look: (cabinet: MortalCabinet) => Promise<T>): Promise<T> => {
  const cabinet = await startCabinet(directory)
  try {
    const seen = await look(cabinet)
    await untilSettled(directory, cabinet)
    expect(await faultsLeft(directory)).toEqual([])
    return seen
  } finally {
    await cabinet.kill()
  }
}

const isClosed = (directory: string): boolean => existsSync(filesIn(directory).unfinishedRestore)

const readable = <T>(read: () => T): T | null => {
  try {
    return read()
  } catch {
    return null
  }
}

const setAside = (directory: string): readonly string[] => {
  const data = filesIn(directory).directory
  return readdirSync(data)
    .filter((name) => name.startsWith('replaced-'))
    .map((name) => join(data, name))
}

const endOfLogAside = (place: string): number | null =>
  readable(() => {
    const log = openToLook(join(place, 'events.db'))
    try {
      return Number(log.prepare('SELECT max(position) AS end FROM events').get()?.['end'])
    } finally {
      log.close()
    }
  })

const destroyedAside = (place: string): readonly string[] =>
  readable(() => subjectsInVault(join(place, 'vault.db')).destroyed) ?? []

/** What serves after a kill, with its log's end: nothing, where the directory is closed until the restore is repeated. */
const afterKill = async (directory: string, endBefore: number): Promise<number> => {
  if (isClosed(directory)) {
    await expect(startCabinet(directory)).rejects.toThrow(/was cut off/)
    return endBefore
  }
  const { isRestored, opens } = await served(directory, async (cabinet) => ({
    isRestored: cabinet.logged('BackupRestored') > 0,
    opens: await passwordThatOpens(cabinet),
  }))
  expect(opens).toBe(isRestored ? password : chosen)
  return isRestored ? endBefore : endOfLog(directory)
}

const repeats = async (directory: string, erased: string): Promise<void> => {
  const { code, err } = await command(directory, restoring(directory))
  expect(code, err).toBe(0)
  expect(isClosed(directory)).toBe(false)
  await served(directory, async (cabinet) => {
    expect(await passwordThatOpens(cabinet)).toBe(password)
    // Whose erasure the data before knew of does not come back.
    const login = olga.email
    expect((await signIn(cabinet, { login, password: olga.password })).answer.status).toBe(401)
    const operator = await cabinet.operator()
    expect((await operator.get(`/api/v1/operator/profiles/${erased}`)).body.code).toBe('ProfileErased')
    const { browser } = await signedIn(cabinet)
    ok(await browser.put(`${page}/password`, { password: chosen, confirmation: chosen }))
  })
}

describe('a restore (operations.md: Restore)', () => {
  let base = ''
  let erased = ''
  beforeAll(async () => {
    base = await newDirectory()
    const cabinet = await startCabinet(base)
    const opens = async () => (await signIn(cabinet)).answer.status === 200
    await vi.waitUntil(opens, { timeout: 20_000, interval: 3000 })
    await registers(cabinet)
    await untilSettled(base, cabinet)
    const { code, err } = await command(base, ['backup', join(base, 'backup')])
    expect(code, err).toBe(0)
    // What the backup does not know: another password, and that somebody is erased.
    const { browser } = await signedIn(cabinet)
    ok(await browser.put(`${page}/password`, { password: chosen, confirmation: chosen }))
    const { answer } = await signIn(cabinet, { login: olga.email, password: olga.password })
    erased = String(ok(answer).body.profile.id)
    const operator = await cabinet.operator()
    ok(await operator.send('DELETE', `/api/v1/operator/profiles/${erased}`, { reason: 'asked for' }))
    await untilSettled(base, cabinet)
    await cabinet.kill()
  }, 120_000)
  afterAll(() => {
    endAll()
    return remove(base)
  })

  const killedAt = async (steps: number): Promise<void> => {
    const directory = await copyOf(base)
    try {
      const endBefore = endOfLog(directory)
      const { wasKilled, code, err } = await commandThatDies(directory, restoring(directory), steps)
      expect(wasKilled, `${code} ${err}`).toBe(true)
      const end = await afterKill(directory, endBefore)
      await repeats(directory, erased)
      // Nothing is lost: each database of before lies in one place, with all that was committed to it.
      const places = setAside(directory)
      expect(places.map(endOfLogAside)).toContain(end)
      expect(places.flatMap(destroyedAside)).toContain(`profile-${erased}`)
    } catch (thrown) {
      throw new Error(`killed after ${steps} steps: ${thrown}`, { cause: thrown })
    } finally {
      await remove(directory)
    }
  }

  it('M19: killed at any step of it, the data are as before, or restored, or nobody serves them until it is repeated', {
    timeout: 1_200_000,
  }, async () => {
    const counted = await copyOf(base)
    const steps = await stepsOfCommand(counted, restoring(counted))
    await remove(counted)
    const points = chosenPoints('restore', { untilAnswer: steps, all: steps }, choice)
    for (const point of points) await killedAt(point)
    process.stdout.write(`crashes: restore: ${steps} steps; killed after ${points.join(', ')}\n`)
  })
})
