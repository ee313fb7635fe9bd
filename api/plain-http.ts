import type { FastifyRequest } from 'fastify'
import type { Access } from './access.ts'

/**
 * Whether a request came over plain http although the cabinet's public address is https: the proxy before it says so.
 * Who says it need not be asked: nothing is gained by claiming it. A request without that header is a machine's on
 * our own network, or a proxy's that tells nothing.
 */
export type CameInPlainHttp = (request: Pick<FastifyRequest, 'headers'>) => boolean

/** Of several proxies the one next to us counts, whatever the others or the caller claimed before. */
const lastOf = (header: string | readonly string[] | undefined): string =>
  (typeof header === 'string' ? header : (header?.join(',') ?? '')).split(',').at(-1)?.trim() ?? ''

export const plainHttpCheck =
  (publicUrl: URL): CameInPlainHttp =>
  ({ headers }) =>
    publicUrl.protocol === 'https:' && lastOf(headers['x-forwarded-proto']).toLowerCase() === 'http'

/** What holds a password, a cookie, a token or somebody's data; health and the documents are anybody's to overhear. */
export const wantsHttps = (path: string, access: Access | undefined): boolean =>
  path.startsWith('/api/') || access?.who !== 'anyone'
