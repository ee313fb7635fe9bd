import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { openToLook } from '../../infrastructure/sqlite/open-to-look.ts'
import { subjectsInVault } from '../../infrastructure/vault/subjects-in-vault.ts'
import { ok, olga, registers, signIn } from './crashing-people.ts'
import { filesIn } from './data-on-disk.ts'
import { type MortalCabinet, newDirectory, startCabinet } from './mortal-cabinet.ts'
import { command } from './mortal-command.ts'
import { untilSettled } from './until-settled.ts'
import { faultsLeft } from './what-is-left.ts'

export const backupIn = (directory: string): string => join(directory, 'backup')

/** What a `kill -9` left of a cabinet that made a backup, then erased Olga, and did something more. */
export const erasedAfterBackup = async (
  more: (cabinet: MortalCabinet) => Promise<void>,
): Promise<{ readonly base: string; readonly erased: string }> => {
  const base = await newDirectory()
  const cabinet = await startCabinet(base)
  const opens = async () => (await signIn(cabinet)).answer.status === 200
  await vi.waitUntil(opens, { timeout: 20_000, interval: 3000 })
  await registers(cabinet)
  await untilSettled(base, cabinet)
  const { code, err } = await command(base, ['backup', backupIn(base)])
  expect(code, err).toBe(0)
  const { answer } = await signIn(cabinet, { login: olga.email, password: olga.password })
  const erased = String(ok(answer).body.profile.id)
  const operator = await cabinet.operator()
  ok(await operator.send('DELETE', `/api/v1/operator/profiles/${erased}`, { reason: 'asked for' }))
  await more(cabinet)
  await untilSettled(base, cabinet)
  await cabinet.kill()
  return { base, erased }
}

/** Olga does not get in, and her Profile is told to be erased. */
export const staysErased = async (cabinet: MortalCabinet, erased: string): Promise<void> => {
  const { answer } = await signIn(cabinet, { login: olga.email, password: olga.password })
  expect(answer.status, answer.text).toBe(401)
  const operator = await cabinet.operator()
  const { body } = await operator.get(`/api/v1/operator/profiles/${erased}`)
  expect(body.code).toBe('ProfileErased')
}

/** Serves over the directory, and leaves it as `kill -9` does, once everything has come to rest and is whole. */
export const served = async <T>(
  directory: string,
  look: (cabinet: MortalCabinet) => Promise<T>,
): Promise<T> => {
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

/** Whether a restore was cut off in it; then nobody serves it. */
export const isClosed = async (directory: string): Promise<boolean> => {
  if (!existsSync(filesIn(directory).unfinishedRestore)) return false
  await expect(startCabinet(directory)).rejects.toThrow(/was cut off/)
  return true
}

const readable = <T>(read: () => T): T | null => {
  try {
    return read()
  } catch {
    return null
  }
}

const placesAside = (directory: string): readonly string[] => {
  const data = filesIn(directory).directory
  return readdirSync(data)
    .filter((name) => name.startsWith('replaced-'))
    .map((name) => join(data, name))
}

const endOfLogAt = (place: string): number =>
  readable(() => {
    const log = openToLook(join(place, 'events.db'))
    try {
      return Number(log.prepare('SELECT max(position) AS end FROM events').get()?.['end'])
    } finally {
      log.close()
    }
  }) ?? 0

/** Where the logs end that were set aside; 0: one that cannot be read. */
export const endsOfLogsAside = (directory: string): readonly number[] =>
  placesAside(directory).map(endOfLogAt)

/** Whose keys are destroyed, by the vaults that were set aside. */
export const destroyedAside = (directory: string): readonly string[] =>
  placesAside(directory).flatMap(
    (place) => readable(() => subjectsInVault(join(place, 'vault.db')).destroyed) ?? [],
  )
