import { execFile } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import type { ProfileSignIn } from '../test/registered-profiles.ts'

/** A subscriber of the bench who is signed in. */
export interface Subscriber {
  readonly login: string
  readonly password: string
  readonly profile: ProfileSignIn
  readonly accountId: string
  readonly cookie: string
}

const run = promisify(execFile)

const signedIn = z.object({ account: z.object({ id: z.string() }) })

/** An address of its own for each client, as a proxy would tell it: limits are per address and per session. */
export const addressOf = (client: number): string =>
  `10.${(client >> 16) & 255}.${(client >> 8) & 255}.${client & 255}`

export const passwordOf = (index: number): string => `Bench2026Line${index}`

export const loginOf = (index: number): string => String(79_100_000_000 + index)

/** Loads accounts with known passwords through the command line, as the operator does. */
export const importSubscribers = async (
  environment: Readonly<Record<string, string>>,
  directory: string,
  count: number,
): Promise<void> => {
  const file = join(directory, `subscribers-${randomInt(1e9)}.csv`)
  const lines = Array.from({ length: count }, (_, at) => `${loginOf(at)},${passwordOf(at)},SIP,2,,,100.00`)
  await writeFile(
    file,
    ['login,password,routing,lines,tariff_option,caller_id,balance', ...lines, ''].join('\n'),
  )
  await run(process.execPath, ['cli/cabinet.ts', 'import', file], {
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    maxBuffer: 64 * 1024 * 1024,
  })
}

const step = async (url: string, index: number, body: object, cookie: string): Promise<Response> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': addressOf(index), cookie },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`sign-in answered ${response.status}: ${await response.text()}`)
  return response
}

const cookieOf = (response: Response): string => response.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''

/** Signs one in over HTTP, with the SIP account and a Profile that it is linked to by that, and keeps the cookie. */
export const signIn = async (
  url: string,
  profiles: readonly ProfileSignIn[],
  index: number,
): Promise<Subscriber> => {
  const [login, password] = [loginOf(index), passwordOf(index)]
  const profile = profiles[index % profiles.length]
  if (profile === undefined) throw new Error('no Profile is registered')
  const entered = await step(`${url}/api/v1/session/sip`, index, { login, password }, '')
  const opened = await step(`${url}/api/v1/session/profile`, index, profile, cookieOf(entered))
  const { account } = signedIn.parse(await opened.json())
  return { login, password, profile, accountId: account.id, cookie: cookieOf(opened) }
}
