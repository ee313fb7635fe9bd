import { execFile } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'

/** A subscriber of the bench who is signed in. */
export interface Subscriber {
  readonly login: string
  readonly password: string
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

/** Signs one in over HTTP and keeps the cookie. */
export const signIn = async (url: string, index: number): Promise<Subscriber> => {
  const [login, password] = [loginOf(index), passwordOf(index)]
  const response = await fetch(`${url}/api/v1/session/sip`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': addressOf(index) },
    body: JSON.stringify({ login, password }),
  })
  if (!response.ok) throw new Error(`sign-in answered ${response.status}: ${await response.text()}`)
  const cookie = response.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
  const { account } = signedIn.parse(await response.json())
  return { login, password, accountId: account.id, cookie }
}
