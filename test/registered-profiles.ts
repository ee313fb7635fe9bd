import { pino } from 'pino'
import { composeCabinet } from '../api/compose.ts'
import type { Clock } from '../application/ports/clock.ts'
import { demoCircumstances } from '../cli/demo-accounts.ts'
import { register } from '../cli/demo-profile.ts'
import { systemClock } from '../infrastructure/system/system-clock.ts'
import { rightOf } from './infrastructure/either.ts'

/** What a Profile signs in with. */
export interface ProfileSignIn {
  /** The phone. */
  readonly login: string
  readonly password: string
}

/** One that was registered, its id and its address. */
export interface RegisteredProfile extends ProfileSignIn {
  readonly id: string
  readonly email: string
}

/** The address of the Profile that was registered as n-th. */
export const emailOf = (at: number): string => `profile${at}@example.com`

const firstPhone = 79_011_000_000

/** The address of the Profile that was registered with a phone. */
export const emailOfPhone = (phone: string): string => emailOf(Number(phone.slice(1)) - firstPhone)

const personOf = (at: number) => ({
  phone: `+${firstPhone + at}`,
  email: emailOf(at),
  lastName: 'Соколов',
  firstName: 'Пётр',
  password: `Harbour${at}Lantern`,
})

const twoHours = 2 * 60 * 60 * 1000

/**
 * They registered a while ago: their codes and letters do not count any more among the messages that all may ask for
 * within an hour.
 */
const earlier: Clock = { ...systemClock, now: () => systemClock.now() - twoHours }

/** So many register at the same time: most of it is waiting, and hashing passwords. */
const atOnce = 4

/** The number that they register from; each has it among its accounts. */
export const firstNumber = '+79010000000'

/**
 * Registers Profiles in an empty data directory, step by step as people do, before a server runs there: what a server
 * in production would send to phones is read from development's inbox here. The master key lies in the directory
 * afterwards, as development leaves it.
 */
export const registerWithIds = async (
  dataDirectory: string,
  count: number,
): Promise<readonly RegisteredProfile[]> => {
  const composed = rightOf(
    await composeCabinet({
      configuration: {
        ...{ mode: 'development', masterKeyFile: null, dataDirectory, eventStore: { kind: 'embedded' } },
        ...{ host: '127.0.0.1', port: 0, publicUrl: 'http://127.0.0.1', trustedProxies: [] },
        logLevel: 'silent',
      },
      log: pino({ level: 'silent' }),
      clock: earlier,
    }),
  )
  const { cabinet, inbox } = composed
  if (inbox === null) throw new Error('development has no inbox')
  const account = { number: firstNumber, password: 'Harbour2026Gate', routing: 'SIP', trunkLimit: 2 } as const
  const given = { ...account, callerId: null, tariffOption: null, balance: null }
  const circumstances = () => demoCircumstances(cabinet.ids.uuid())
  const { accountId } = rightOf(await cabinet.provisionAccount(given, circumstances())())
  const people = Array.from({ length: count }, (_, at) => personOf(at))
  const left = people.values()
  const registering = async (): Promise<void> => {
    for (const person of left)
      rightOf(await register(cabinet, inbox.items, person, accountId, circumstances())())
  }
  await Promise.all(Array.from({ length: atOnce }, registering))
  const registered: RegisteredProfile[] = []
  for (const { phone, email, password } of people) {
    const found = rightOf(await cabinet.profileDesk.find({ phone })())
    if (found === null) throw new Error('a Profile was not registered')
    registered.push({ id: found.profileId, login: phone, email, password })
  }
  await composed.stop()
  return registered
}

/** Likewise; what they sign in with, and nothing else. */
export const registerProfiles = async (
  dataDirectory: string,
  count: number,
): Promise<readonly ProfileSignIn[]> =>
  (await registerWithIds(dataDirectory, count)).map(({ login, password }) => ({ login, password }))
