import type { FastifyRequest } from 'fastify'
import * as E from 'fp-ts/lib/Either.js'
import type { Cabinet } from '../application/cabinet.ts'
import type { OpenStaffSession } from '../application/staff/staff-sign-in.ts'
import type { Access } from './access.ts'
import type { SessionCookie } from './cookie.ts'
import { nobody, operator, type Principal } from './principal.ts'
import type { Problem } from './problems/problem.ts'

/** Which door a request came through: the network's, or the CLI's Unix socket. */
export type Door = 'network' | 'socket'

/** Finds out who asks. A token that opens nothing is refused; a cookie that opens nothing is nobody's. */
export type Authenticate = (request: FastifyRequest) => Promise<E.Either<Problem, Principal>>

const bearer = /^Bearer ([A-Za-z0-9._~+/=-]{1,512})$/i

export interface Cookies {
  readonly session: SessionCookie
  readonly staff: SessionCookie
}

export const authenticate = (cabinet: Cabinet, door: Door, cookies: Cookies): Authenticate => {
  const byToken = async (authorization: string): Promise<E.Either<Problem, Principal>> => {
    const token = bearer.exec(authorization)?.[1]
    if (token === undefined) return E.left({ code: 'TokenInvalid' })
    const found = await cabinet.apiTokens.find(token)()
    if (E.isLeft(found)) return found
    const holder = found.right
    return holder === null ? E.left({ code: 'TokenInvalid' }) : E.right({ kind: 'token', holder })
  }

  const byCookie = async (token: string): Promise<E.Either<Problem, Principal>> => {
    const session = await cabinet.sessions.find(token)
    return E.right(session === null ? nobody : { kind: 'session', session })
  }

  const byStaffCookie = async (token: string): Promise<E.Either<Problem, Principal>> =>
    E.map(
      (session: OpenStaffSession | null): Principal =>
        session === null ? nobody : { kind: 'staff', session },
    )(await cabinet.staff.signIn.find(token)())

  /** A browser may be signed in as a customer and as staff: the route tells which of them asks. */
  const ofStaff = (access: Access | undefined, header: string | undefined): string | null =>
    access?.who === 'session' ? null : cookies.staff.read(header)

  return async ({ headers, routeOptions }) => {
    if (door === 'socket') return E.right(operator)
    if (headers.authorization !== undefined) return byToken(headers.authorization)
    const staffToken = ofStaff(routeOptions.config.access, headers.cookie)
    if (staffToken !== null) return byStaffCookie(staffToken)
    const token = cookies.session.read(headers.cookie)
    return token === null ? E.right(nobody) : byCookie(token)
  }
}
