import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { shownBy } from '../../api/rig/staff-in.ts'
import { call } from './call.ts'
import type { Begun } from './guest.ts'
import { must, post, send } from './meant-well.ts'
import { nobody, type Principal } from './principal.ts'
import type { Server } from './server.ts'

const created = z.object({ id: z.string(), password: z.string() })
const shownSecret = z.object({ secret: z.string() })

export type StaffRole = 'manager' | 'auditor' | 'administrator'
export type StaffStage = 'passwordChange' | 'authenticatorSetup' | 'secondFactor' | 'open'

/** What is the right thing to do at each stage of a sign-in. */
const due: Readonly<Record<StaffStage, readonly string[]>> = {
  passwordChange: ['changeStaffPassword'],
  authenticatorSetup: ['setUpStaffAuthenticator', 'passStaffFactor'],
  secondFactor: ['passStaffFactor', 'enterAsStaff'],
  open: [],
}

interface Browser {
  cookie: string
}

/** Creates somebody as the CLI does, at the operator's socket; answers the one-time password. */
const create = async ({ socketPath }: Server, role: StaffRole, login: string) => {
  const body = { login, name: 'Проверка Границ', role, reason: 'fuzz' }
  const answer = await call({ socketPath }, 'POST', '/api/v1/operations/staff', { body })
  return created.parse(JSON.parse(must(answer, 'nobody of the staff could be created')))
}

/** One step of a sign-in; a cookie that comes with the answer takes the place of the one before. */
const step = async (
  { port }: Server,
  browser: Browser,
  method: string,
  path: string,
  body?: object,
): Promise<string> => {
  const answer = await send(port, method, `staff/session${path}`, body, browser.cookie)
  const text = must(answer, `a sign-in of the staff breaks at ${method} ${path}`)
  browser.cookie = answer.cookie ?? browser.cookie
  return text
}

/**
 * Brings somebody new of the staff as far as a stage of the sign-in: created by the CLI's door, then through the first
 * sign-in in a browser, as people do. Answers what must not be shown to anybody, too.
 */
export const beginStaff = async (server: Server, role: StaffRole, stage: StaffStage): Promise<Begun> => {
  const login = `fz-${role}-${randomBytes(6).toString('hex')}`
  const { password: oneTime } = await create(server, role, login)
  const own = `Own-${randomBytes(8).toString('hex')}-Q7`
  const browser: Browser = { cookie: '' }
  let secret: string | null = null
  await step(server, browser, 'POST', '', { login, password: oneTime })
  if (stage !== 'passwordChange') await step(server, browser, 'PUT', '/password', { password: own })
  if (stage === 'open' || stage === 'secondFactor') {
    const shown = await step(server, browser, 'POST', '/authenticator')
    secret = shownSecret.parse(JSON.parse(shown)).secret
    await step(server, browser, 'POST', '/second-factor', { code: shownBy(secret, Date.now()) })
  }
  if (stage === 'secondFactor') {
    const answer = await post(server.port, 'staff/session', { login, password: own })
    must(answer, 'somebody of the staff could not sign in again')
    browser.cookie = answer.cookie ?? ''
  }
  // The step of now has been used by the set-up; a clock that is a little ahead is granted the next one.
  const code = (): string | null => (secret === null ? null : shownBy(secret, Date.now() + 30_000))
  const known = (): Readonly<Record<string, string>> => {
    const shown = code()
    const password = stage === 'passwordChange' ? `${own}x` : own
    return shown === null ? { login, password } : { login, password, code: shown }
  }
  const principal: Principal = {
    ...nobody,
    name: stage === 'open' ? `staff:${role}` : `staff:${role}, ${stage}`,
    headers: () => [['Cookie', browser.cookie]],
    staff: { role, isOpen: stage === 'open' },
    suits: due[stage],
    knows: () => (stage === 'open' ? {} : known()),
  }
  const token = browser.cookie.slice(browser.cookie.indexOf('=') + 1)
  return { principal, secrets: [oneTime, own, token, ...(secret === null ? [] : [secret])], marks: [login] }
}
