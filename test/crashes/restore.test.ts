import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoProfile } from '../../cli/demo-profile.ts'
import { chosenPoints } from './chosen-points.ts'
import { choice, chosen, ok, page, signedIn, signIn, theOneThatOpens } from './crashing-people.ts'
import { endOfLog } from './data-on-disk.ts'
import { copyOf, endAll, type MortalCabinet, remove } from './mortal-cabinet.ts'
import { command, commandThatDies, stepsOfCommand } from './mortal-command.ts'
import {
  backupIn,
  destroyedAside,
  endsOfLogsAside,
  erasedAfterBackup,
  isClosed,
  served,
  staysErased,
} from './restored-directory.ts'

/** For every step of a restore, on a busy machine. */
const longest = { timeout: 1_200_000 }
const { login, password } = demoProfile

const changesPassword = async (cabinet: MortalCabinet): Promise<void> => {
  const { browser } = await signedIn(cabinet)
  ok(await browser.put(`${page}/password`, { password: chosen, confirmation: chosen }))
}

/** A password that was changed after the backup: which of the two opens tells which data are served. */
const passwordThatOpens = (cabinet: MortalCabinet): Promise<string> =>
  theOneThatOpens(
    [password, chosen],
    async (given) => (await signIn(cabinet, { login, password: given })).answer,
  )

/** Counts the steps of a restore, then kills it after some or all of them, each time over a fresh copy. */
const everywhere = async (
  name: string,
  base: string,
  option: string,
  look: (directory: string, repeat: () => Promise<void>) => Promise<void>,
): Promise<void> => {
  const restoring = (directory: string) => ['restore', backupIn(directory), option]
  const counted = await copyOf(base)
  const steps = await stepsOfCommand(counted, restoring(counted))
  await remove(counted)
  const points = chosenPoints(name, { untilAnswer: steps, all: steps }, choice)
  for (const point of points) {
    const directory = await copyOf(base)
    try {
      const { wasKilled, code, err } = await commandThatDies(directory, restoring(directory), point)
      expect(wasKilled, `${code} ${err}`).toBe(true)
      await look(directory, async () => {
        const repeated = await command(directory, restoring(directory))
        expect(repeated.code, repeated.err).toBe(0)
        expect(await isClosed(directory)).toBe(false)
      })
    } catch (thrown) {
      throw new Error(`killed after ${point} steps: ${thrown}`, { cause: thrown })
    } finally {
      await remove(directory)
    }
  }
  process.stdout.write(`crashes: ${name}: ${steps} steps; killed after ${points.join(', ')}\n`)
}

afterAll(endAll)

describe('a restore (operations.md: Restore)', () => {
  let base = ''
  let erased = ''
  beforeAll(async () => {
    const left = await erasedAfterBackup(changesPassword)
    base = left.base
    erased = left.erased
  }, 120_000)
  afterAll(() => remove(base))

  /** What serves after the kill, where its log ends: as before, or restored. */
  const afterKill = async (directory: string): Promise<number> => {
    const endBefore = endOfLog(base)
    if (await isClosed(directory)) return endBefore
    const { isRestored, opens } = await served(directory, async (cabinet) => ({
      isRestored: cabinet.logged('BackupRestored') > 0,
      opens: await passwordThatOpens(cabinet),
    }))
    expect(opens).toBe(isRestored ? password : chosen)
    return isRestored ? endBefore : endOfLog(directory)
  }

  it(
    'M19: killed at any step of it, the data are as before, or restored, or closed until it is repeated',
    longest,
    () =>
      everywhere('restore', base, '--replace', async (directory, repeat) => {
        const end = await afterKill(directory)
        await repeat()
        await served(directory, async (cabinet) => {
          expect(await passwordThatOpens(cabinet)).toBe(password)
          // Whose erasure the data before knew of does not come back.
          await staysErased(cabinet, erased)
          await changesPassword(cabinet)
        })
        // Nothing is lost: each database of before lies in one place, with all that was committed to it.
        expect(endsOfLogsAside(directory)).toContain(end)
        expect(destroyedAside(directory)).toContain(`profile-${erased}`)
      }),
  )
})

describe('a restore that keeps the log (operations.md: Restore)', () => {
  let base = ''
  let erased = ''
  beforeAll(async () => {
    const left = await erasedAfterBackup(async (cabinet) => void (await signedIn(cabinet)))
    base = left.base
    erased = left.erased
  }, 120_000)
  afterAll(() => remove(base))

  it(
    'M19: killed at any step of it, no event is lost, and it is as before, or restored, or closed until it is repeated',
    longest,
    () =>
      everywhere('restore with the log kept', base, '--keep-log', async (directory, repeat) => {
        const end = endOfLog(base)
        const works = async (cabinet: MortalCabinet) => {
          await staysErased(cabinet, erased)
          await signedIn(cabinet)
        }
        if (!(await isClosed(directory))) {
          // Where people went on, the log names keys that the backup cannot know: it would be refused, as it says.
          const other = await copyOf(directory)
          await served(other, works)
          await remove(other)
        }
        expect(endOfLog(directory)).toBeGreaterThanOrEqual(end)
        await repeat()
        expect(endOfLog(directory)).toBeGreaterThan(end)
        await served(directory, works)
        expect(destroyedAside(directory)).toContain(`profile-${erased}`)
      }),
  )
})
