import { isLoopback } from '../configuration/addresses.ts'

/** One service of the operator's list (M12). */
export interface OtherServiceSettings {
  readonly service: string
  /** Who tells whose an account is; a secret, it may carry a password. `null`: nobody does. */
  readonly verification: URL | null
}

/** The services that the manual names (M12). */
export const manualsServices: readonly OtherServiceSettings[] = ['vats', 'staff-control', '8-800'].map(
  (service) => ({ service, verification: null }),
)

const isType = (text: string): boolean => /^[a-z0-9][a-z0-9-]{0,31}$/.test(text)

const isVerification = ({ protocol, hostname, hash }: URL): boolean =>
  hash === '' && (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname)))

const settingsOf = (item: string): OtherServiceSettings | null => {
  const [service = '', ...rest] = item.split('=')
  if (!isType(service)) return null
  if (rest.length === 0) return { service, verification: null }
  const address = rest.join('=')
  if (!URL.canParse(address)) return null
  const verification = new URL(address)
  return isVerification(verification) ? { service, verification } : null
}

/**
 * Reads `vats=https://check.example.ru/vats,staff-control`. `null` for what is no such list, or names a service twice;
 * passwords go over https only, or stay on this machine.
 */
export const parseOtherServices = (text: string): readonly OtherServiceSettings[] | null => {
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
  const parsed = items.map(settingsOf)
  const read = parsed.filter((settings) => settings !== null)
  const named = new Set(read.map(({ service }) => service))
  return read.length === items.length && named.size === items.length ? read : null
}
