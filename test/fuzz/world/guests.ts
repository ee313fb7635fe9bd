import { beginDesk } from './desk.ts'
import { beginWaitingForApp, beginWaitingForSms } from './entering.ts'
import { type Begun, type Guest, seat } from './guest.ts'
import {
  beginChangingEmail,
  beginChangingPhone,
  beginOwner,
  beginSettingUp,
  beginWithAuthenticator,
  beginWithSms,
} from './owning.ts'
import type { Principal } from './principal.ts'
import { beginRecovering } from './recovering.ts'
import { beginFirstStep, beginRegistering, registrationStages } from './registering.ts'
import type { Server } from './server.ts'
import { beginStaff } from './staff.ts'
import type { Supply, SupplyWithInbox } from './supply.ts'

type Tell = (begun: Begun) => void

/** `stays`: who has done what is due can do it again. `isTried`: with every operation, for none else stands alike. */
interface Seat {
  readonly begin: () => Promise<Begun>
  readonly stays?: true
  readonly isTried?: true
}

const [manager, auditor, administrator] = ['manager', 'auditor', 'administrator'] as const

/** Those whose sign-in is complete, and one at each of its steps. */
const staffOf = (server: Server): readonly Seat[] => [
  ...[manager, auditor, administrator].map(
    (role): Seat => ({ begin: () => beginStaff(server, role, 'open'), stays: true, isTried: true }),
  ),
  ...(['passwordChange', 'authenticatorSetup', 'secondFactor'] as const).map(
    (stage): Seat => ({ begin: () => beginStaff(server, manager, stage), isTried: true }),
  ),
]

/** Where nothing has to be read that is sent. */
const everywhere = (supply: Supply, operator: Principal): readonly Seat[] => [
  { begin: () => beginFirstStep(supply) },
  { begin: () => beginOwner(supply), stays: true },
  { begin: () => beginSettingUp(supply) },
  { begin: () => beginWithAuthenticator(supply) },
  { begin: () => beginWaitingForApp(supply), isTried: true },
  { begin: () => beginWaitingForApp(supply, true) },
  { begin: () => beginDesk(supply, operator), stays: true },
]

const behindCodes = (supply: SupplyWithInbox): readonly Seat[] => [
  ...registrationStages.map((stage): Seat => ({ begin: () => beginRegistering(supply, stage) })),
  { begin: () => beginWithSms(supply, false) },
  { begin: () => beginWithSms(supply, true) },
  { begin: () => beginChangingPhone(supply) },
  { begin: () => beginChangingEmail(supply) },
  { begin: () => beginWaitingForSms(supply), isTried: true },
  { begin: () => beginRecovering(supply, 'phoneCode', false) },
  { begin: () => beginRecovering(supply, 'password', false) },
  { begin: () => beginRecovering(supply, 'emailLink', true) },
  { begin: () => beginRecovering(supply, 'password', true) },
]

/** Whose code or letter was sent: after a minute it can be sent again. */
const waiting = (supply: SupplyWithInbox): readonly Seat[] => [
  { begin: () => beginRegistering(supply, 'phoneCode', true) },
  { begin: () => beginWaitingForSms(supply, true) },
  { begin: () => beginRecovering(supply, 'phoneCode', false, true) },
  { begin: () => beginRecovering(supply, 'emailLink', true, true) },
]

/** One after the other: a dozen at once would find the hashing of passwords busy. */
const taken = async (seats: readonly Seat[], tell: Tell): Promise<readonly Guest[]> => {
  const guests: Guest[] = []
  for (const { begin, stays = false, isTried = false } of seats)
    guests.push(await seat(begin, tell, { stays, isTried }))
  return guests
}

const withInbox = ({ inbox, ...supply }: Supply): SupplyWithInbox | null =>
  inbox === null ? null : { ...supply, inbox }

/** Everybody who is in the middle of something. */
export const guestsOf = (
  server: Server,
  supply: Supply,
  operator: Principal,
  tell: Tell,
): Promise<readonly Guest[]> => {
  const reader = withInbox(supply)
  const behind = reader === null ? [] : behindCodes(reader)
  return taken([...staffOf(server), ...everywhere(supply, operator), ...behind], tell)
}

/** Those for whom the right thing is to wait, and to ask once more then. */
export const waitingOf = (supply: Supply, tell: Tell): Promise<readonly Guest[]> => {
  const reader = withInbox(supply)
  return taken(reader === null ? [] : waiting(reader), tell)
}
