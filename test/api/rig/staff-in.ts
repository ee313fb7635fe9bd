import type { StaffRole } from '../../../domain/staff/events.ts'
import { oneTimePassword, stepAt } from '../../../infrastructure/vault/one-time-password.ts'
import { circumstances } from '../../application/circumstances.ts'
import { rightOf } from '../../infrastructure/either.ts'
import type { SmallCabinet } from './small-cabinet.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

const bytesOf = (base32: string): Uint8Array => {
  const bits = [...base32].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2))
}

/** What an authenticator with this secret (base32) shows at `now`. */
export const shownBy = (secret: string, now: number): string => oneTimePassword(bytesOf(secret), stepAt(now))

export const staffPassword = 'Own-Password-2026'
const door = circumstances({ actor: { type: 'sip', id: 'unknown' }, ip: '127.0.0.1', channel: 'web' })
const cli = circumstances({ actor: { type: 'system', id: 'cli' }, channel: 'cli' })

/** Somebody of the staff who has been through the whole first sign-in. */
export const staffMember = async (
  { cabinet, clock }: Pick<SmallCabinet, 'cabinet' | 'clock'>,
  role: StaffRole,
  login: string = role,
) => {
  const { register, signIn } = cabinet.staff
  const { staffId, password } = rightOf(await register.create({ login, name: 'Мария Иванова', role }, cli)())
  const first = rightOf(await signIn.enter({ login, password }, door)())
  const second = rightOf(await signIn.changePassword(first.session, staffPassword, door)())
  const { secret } = rightOf(await signIn.setUpAuthenticator(second.session)())
  const present = rightOf(await signIn.find(second.token)())
  if (present === null) throw new Error('the session opens nothing')
  const { token } = rightOf(await signIn.passFactor(present, shownBy(secret, clock.now()), door)())
  return { staffId, secret, token, headers: { cookie: `staff=${token}` } }
}

/** Headers of somebody of the staff, signed in without the door. */
export const staffIn = async (
  small: Pick<SmallCabinet, 'cabinet' | 'clock'>,
  role: StaffRole,
  login?: string,
) => (await staffMember(small, role, login)).headers
