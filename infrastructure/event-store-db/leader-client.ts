import { readFileSync } from 'node:fs'
import { EventStoreDBClient } from '@eventstore/db-client'
import type { ConnectionOption, ConnectionSettings } from './connection-string.ts'

/**
 * The client, without two ways in which it would end the process.
 *
 * Each append is a gRPC call of its own (`Streams/Append`). The shared append stream (`Streams/BatchAppend`) keeps the
 * pending appends of all clients in one table of the module and loses its grip when a stream breaks: an answer that
 * comes after the table was emptied, and writers that wait for back-pressure, both end as unhandled rejections. It
 * also sends its deadline as a time of day, so that clocks that differ make appends fail.
 *
 * Its cleaning up after a broken connection waits, unattended, for a new one that is being looked for; when no leader
 * is found, that is an unhandled rejection too. Whoever asked for the new connection is told anyway.
 */
export class LeaderClient extends EventStoreDBClient {
  protected override supports = (): Promise<boolean> => Promise.resolve(false)

  attended(): this {
    const cleanUp = this.handleError
    this.handleError = (client, error) => cleanUp(client, error).catch(() => {})
    return this
  }
}

/** We read our own writes, so every call asks for the leader. */
export const fromLeader = { requiresLeader: true } as const

const numbers = (
  options: ConnectionSettings['options'],
  ...names: readonly ConnectionOption[]
): Record<string, number> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = options.get(name)
      return value === undefined ? [] : [[name, Number(value)] as const]
    }),
  )

const fileOf = (options: ConnectionSettings['options'], name: ConnectionOption): Buffer | null => {
  const path = options.get(name)
  if (path === undefined) return null
  try {
    return readFileSync(path)
  } catch {
    throw new Error(`the file that ${name} of the EventStoreDB connection string names cannot be read`)
  }
}

const channelCredentials = ({ options }: ConnectionSettings) => {
  const rootCertificate = fileOf(options, 'tlsCAFile')
  const userCertFile = fileOf(options, 'userCertFile')
  const userKeyFile = fileOf(options, 'userKeyFile')
  if ((userCertFile === null) !== (userKeyFile === null))
    throw new Error('userCertFile and userKeyFile of the EventStoreDB connection string go together')
  return {
    insecure: options.get('tls') === 'false',
    ...(rootCertificate === null ? {} : { rootCertificate }),
    ...(userCertFile === null || userKeyFile === null ? {} : { userCertFile, userKeyFile }),
  }
}

/** Opens no connection yet. Throws, without the connection string's words, when a file it names cannot be read. */
export const createClient = (settings: ConnectionSettings): LeaderClient => {
  const { hosts, discover, credentials, options } = settings
  const common = {
    connectionName: options.get('connectionName') ?? 'cabinet',
    ...numbers(options, 'keepAliveInterval', 'keepAliveTimeout'),
  }
  const cluster = {
    ...common,
    nodePreference: 'leader',
    ...numbers(options, 'maxDiscoverAttempts', 'discoveryInterval', 'gossipTimeout'),
  } as const
  const channel = channelCredentials(settings)
  const user = credentials ?? undefined
  if (discover) return new LeaderClient({ ...cluster, discover: hosts[0] }, channel, user).attended()
  if (hosts.length > 1)
    return new LeaderClient({ ...cluster, endpoints: [...hosts] }, channel, user).attended()
  return new LeaderClient({ ...common, endpoint: hosts[0] }, channel, user).attended()
}
