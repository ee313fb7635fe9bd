import * as E from 'fp-ts/lib/Either.js'
import { passwordAndAuthenticator } from '../../../application/staff/password-and-authenticator.ts'
import { staffRegister } from '../../../application/staff/staff-register.ts'
import type { StaffEntered } from '../../../application/staff/staff-sign-in.ts'
import { minutes } from '../../../domain/instant.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { stateFile } from '../../infrastructure/operational-state/state-file.ts'
import { circumstances } from '../circumstances.ts'
import { writeSide } from '../write-side.ts'
import { codeOf, staffVaults } from './staff-vaults.ts'

export const own = 'Own-Password-2026'
export const wanted = { login: 'ivanova', name: 'Мария Иванова', role: 'manager' } as const
export const door = circumstances({ actor: { type: 'sip', id: 'unknown' }, ip: '198.51.100.7' })
export const cli = circumstances({
  actor: { type: 'system', id: 'cli' },
  channel: 'cli',
  reason: 'Принята на работу',
})

/** The staff's register and sign-in as they are, on a store that can be watched. */
export const desk = async () => {
  const side = writeSide()
  const { handler, fingerprints, ids, clock } = side
  const vaults = staffVaults(side.clock.now)
  const sessions = stateFile().state.staffSessions
  const parts = { handler, fingerprints, ids, clock, sessions, ...vaults }
  const views = { readAt: () => async () => E.left({ code: 'ViewBehind' as const }) }
  const register = staffRegister({ ...parts, views })
  /** The same register in a process of its own, as the CLI is: it shares the log and no turns. */
  const operator = staffRegister({ ...parts, handler: side.another(), views })
  const signIn = passwordAndAuthenticator({ ...parts, isCommonPassword: (word) => word === 'Password1' })

  const enter = (password: string, login = 'ivanova') => signIn.enter({ login, password }, door)()

  /** Through the first sign-in, up to the open desk; answers the authenticator's secret too. */
  const settled = async () => {
    const made = rightOf(await register.create(wanted, cli)())
    const first = rightOf(await enter(made.password))
    const changed = rightOf(await signIn.changePassword(first.session, own, door)())
    const { secret } = rightOf(await signIn.setUpAuthenticator(changed.session)())
    const found = await session(changed)
    const open = rightOf(await signIn.passFactor(found, codeOf(secret, clock.now()), door)())
    clock.advance(minutes(1))
    return { staffId: made.staffId, secret, open }
  }

  const session = async ({ token }: StaffEntered) => {
    const found = rightOf(await signIn.find(token)())
    if (found === null) throw new Error('the session opens nothing')
    return found
  }

  return { ...side, ...vaults, register, operator, signIn, enter, settled, session, sessions }
}

/** The code that something was refused with, or `done`. */
export const refused = async (answer: Promise<E.Either<{ readonly code: string }, unknown>>) => {
  const ended = await answer
  return E.isLeft(ended) ? ended.left.code : 'done'
}
