import { BlockList, isIP } from 'node:net'

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** IPv6 addresses in URLs stand in brackets. */
const bare = (host: string): string => (host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host)

/** Whether a host can be reached from this machine only. A name counts only if it is `localhost`. */
export const isLoopback = (host: string): boolean => {
  const address = bare(host.toLowerCase())
  const family = isIP(address)
  return family === 0 ? address === 'localhost' : loopback.check(address, family === 4 ? 'ipv4' : 'ipv6')
}

const label = /^(?!-)[A-Za-z0-9_-]{1,63}(?<!-)$/
const longestHostName = 253

/** Whether it can be listened on, as far as its form tells: an address or a host name. */
export const isHost = (host: string): boolean =>
  isIP(host) !== 0 ||
  (host.length <= longestHostName &&
    host.split('.').every((part) => label.test(part)) &&
    // Four numbers are a mistyped address, not a name.
    !/^[\d.]+$/.test(host))

const longestPrefix = { 4: 32, 6: 128 } as const

/** What is wrong with an address or a CIDR range: `everyone` for a range that leaves nobody out. */
export const faultOfRange = (range: string): 'malformed' | 'everyone' | null => {
  const [address = '', prefix, ...rest] = range.split('/')
  const family = isIP(address)
  if ((family !== 4 && family !== 6) || rest.length > 0) return 'malformed'
  if (prefix === undefined) return null
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > longestPrefix[family]) return 'malformed'
  return Number(prefix) === 0 ? 'everyone' : null
}
