import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from './client.ts'

const mostTries = 60
const between = 250

const tried = async <T>(work: () => Promise<T>, isAnswered: (result: T) => boolean): Promise<T> => {
  let result = await work()
  for (let tries = 1; tries < mostTries && !isAnswered(result); tries += 1) {
    await pause(between)
    result = await work()
  }
  return result
}

/** One that comes back when it is told to: a busy machine refuses for a while (503), and that proves nothing. */
export const patientClient = (client: Client): Client => ({
  ...client,
  enterBySip: (account, password) =>
    tried(
      () => client.enterBySip(account, password),
      (it) => it !== 'unknown',
    ),
  enter: (account, password) =>
    tried(
      () => client.enter(account, password),
      (it) => it !== 'unknown',
    ),
  enterByProfile: (account) =>
    tried(
      () => client.enterByProfile(account),
      (it) => it !== 'unknown',
    ),
  enterProfile: (profile) =>
    tried(
      () => client.enterProfile(profile),
      (it) => it !== 'unknown',
    ),
  step: (method, path, cookie, body) =>
    tried(
      () => client.step(method, path, cookie, body),
      (it) => it !== null && it.status !== 503,
    ),
  read: (path, cookie) =>
    tried(
      () => client.read(path, cookie),
      (it) => it !== null && it.status !== 503,
    ),
})
