import { LRUCache } from 'lru-cache'
import type { Clock } from '../../application/ports/clock.ts'
import { addressBlock } from '../../application/sign-in/address-block.ts'
import { hours, type Instant } from '../../domain/instant.ts'

/** Different unknown logins that one address is told of within the window. */
export const toldPerWindow = 20
export const window = hours(1)

const rememberedAddresses = 10_000

/** In memory only, for the length of the window. */
interface Told {
  readonly until: Instant
  readonly logins: Set<string>
}

/**
 * Whether an address may be told that nobody has this login. Real clients must be (`404`), which makes this the one
 * door that tells known numbers from unknown ones; so an address is told of 20 different logins an hour, and then
 * every further unknown login looks like a wrong password (`101`): probing stops paying. What it was told already
 * it is told again, so a device with a mistyped login keeps its answer whoever else sits behind the same address.
 */
export type MayTell = (ip: string | null, login: string) => boolean

export const unknownLogins = (clock: Clock): MayTell => {
  const told = new LRUCache<string, Told>({ max: rememberedAddresses })

  const toldLately = (address: string, now: Instant): Set<string> => {
    const before = told.get(address)
    if (before !== undefined && now < before.until) return before.logins
    const logins = new Set<string>()
    told.set(address, { until: now + window, logins })
    return logins
  }

  return (ip, login) => {
    const logins = toldLately(ip === null ? '' : addressBlock(ip), clock.now())
    if (logins.size < toldPerWindow) logins.add(login)
    return logins.has(login)
  }
}
