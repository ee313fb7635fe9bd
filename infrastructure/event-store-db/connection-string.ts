import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { isLoopback } from '../configuration/addresses.ts'

export interface Host {
  readonly address: string
  readonly port: number
}

/** What a connection string says, checked. It is a secret as a whole and never appears in an error. */
export interface ConnectionSettings {
  readonly hosts: readonly [Host, ...Host[]]
  /** Find the cluster through the DNS name of the first host. */
  readonly discover: boolean
  readonly credentials: { readonly username: string; readonly password: string } | null
  readonly options: ReadonlyMap<ConnectionOption, string>
}

const knownOptions = [
  'tls',
  'tlsCAFile',
  'userCertFile',
  'userKeyFile',
  'connectionName',
  'maxDiscoverAttempts',
  'discoveryInterval',
  'gossipTimeout',
  'keepAliveInterval',
  'keepAliveTimeout',
] as const

/** Accepted because others' strings carry them; what they would change is decided here. */
const optionsWithoutEffect = ['nodePreference', 'throwOnAppendFailure', 'defaultDeadline']

export type ConnectionOption = (typeof knownOptions)[number]

const numeric: readonly ConnectionOption[] = [
  'maxDiscoverAttempts',
  'discoveryInterval',
  'gossipTimeout',
  'keepAliveInterval',
  'keepAliveTimeout',
]

const scheme = /^(?:esdb|kurrentdb|kurrent)(?<discover>\+discover)?:\/\/(?<rest>.+)$/s
const parts = /^(?:(?<credentials>[^/?]*)@)?(?<hosts>[^/?@]+)\/?(?:\?(?<options>.*))?$/s
const hostPattern = /^(?<address>[^:\s]+)(?::(?<port>\d{1,5}))?$/
const defaultPort = 2113

const flat = (name: string): string => name.trim().toLowerCase().replace(/[_-]/g, '')

const decoded = (text: string): string | null => {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

const hostsFrom = (text: string): Either<string, readonly [Host, ...Host[]]> => {
  const hosts: Host[] = []
  for (const entry of text.split(',')) {
    const groups = hostPattern.exec(entry.trim())?.groups
    const port = Number(groups?.['port'] ?? defaultPort)
    const address = groups?.['address']
    if (address === undefined || port < 1 || port > 65_535)
      return left('has a host that is not "address" or "address:port"')
    hosts.push({ address, port })
  }
  const [first, ...rest] = hosts
  return first === undefined ? left('names no host') : right([first, ...rest])
}

const credentialsFrom = (text: string | undefined): Either<string, ConnectionSettings['credentials']> => {
  if (text === undefined) return right(null)
  const colon = text.indexOf(':')
  const username = decoded(text.slice(0, colon))
  const password = decoded(text.slice(colon + 1))
  if (colon < 1 || username === null || password === null || password === '')
    return left('has credentials that are not "user:password", percent-encoded')
  return right({ username, password })
}

const optionProblem = (name: ConnectionOption, value: string): string | null => {
  if (name === 'tls' && value !== 'true' && value !== 'false')
    return 'has an option tls that is not true or false'
  if (numeric.includes(name) && !/^-?\d+$/.test(value))
    return `has an option ${name} that is not a whole number`
  return null
}

const optionsFrom = (text: string | undefined): Either<string, ConnectionSettings['options']> => {
  const options = new Map<ConnectionOption, string>()
  for (const pair of (text ?? '').split('&').filter((each) => each !== '')) {
    const [key = '', ...rest] = pair.split('=')
    const value = decoded(rest.join('=').trim())
    const name = knownOptions.find((known) => flat(known) === flat(key))
    if (value === null || value === '') return left('has an option without a value')
    if (flat(key) === 'tlsverifycert' && value !== 'true')
      return left('asks not to verify certificates, which the client cannot; give tlsCAFile instead')
    if (
      name === undefined &&
      ![...optionsWithoutEffect, 'tlsVerifyCert'].some((each) => flat(each) === flat(key))
    )
      return left(`has an option that is not known; known are ${knownOptions.join(', ')}`)
    if (name === undefined) continue
    const problem = optionProblem(name, value)
    if (problem !== null) return left(problem)
    options.set(name, value)
  }
  return right(options)
}

/**
 * Reads `esdb://`, `esdb+discover://` and the same under the name `kurrentdb`. The client has a parser of its own,
 * which refuses `kurrentdb://` and writes the string, password included, into warnings, errors and debug logs.
 *
 * Refuses with what is wrong in words that repeat nothing of the string.
 */
export const parseConnectionString = (text: string): Either<string, ConnectionSettings> => {
  const outer = scheme.exec(text.trim())?.groups
  if (outer === undefined) return left('does not begin with esdb:// or esdb+discover://')
  const inner = parts.exec(outer['rest'] ?? '')?.groups
  if (inner === undefined) return left('is not of the form esdb://user:password@host:port?option=value')
  const hosts = hostsFrom(inner['hosts'] ?? '')
  if (hosts._tag === 'Left') return hosts
  const credentials = credentialsFrom(inner['credentials'])
  if (credentials._tag === 'Left') return credentials
  const options = optionsFrom(inner['options'])
  if (options._tag === 'Left') return options
  const isOverheard =
    options.right.get('tls') === 'false' && !hosts.right.every((host) => isLoopback(host.address))
  if (credentials.right !== null && isOverheard) return left('would send a password in the clear (tls=false)')
  return right({
    hosts: hosts.right,
    discover: outer['discover'] !== undefined,
    credentials: credentials.right,
    options: options.right,
  })
}
