import type { FastifyRequest } from 'fastify'

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])

/** Whether a request was made on this machine itself and not handed on by a proxy that runs here. */
export const isLocalRequest = ({ ip, headers }: FastifyRequest): boolean =>
  loopback.has(ip) && headers['x-forwarded-for'] === undefined && headers['forwarded'] === undefined
