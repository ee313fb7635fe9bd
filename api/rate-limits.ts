import { fastifyRateLimit } from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { addressBlock } from '../application/sign-in/address-block.ts'
import { nameOf, type Principal } from './principal.ts'
import type { Problem } from './problems/problem.ts'

/** Requests a minute, per process. */
export interface RatesPerMinute {
  readonly perAddress: number
  readonly perSession: number
  readonly perToken: number
  /** Sign-ins and step-ups from one address, whatever the login. */
  readonly signInsPerAddress: number
}

/** Generous: they stop a flood, not a person. Guessing has its own, slower limits (`security.md`). */
export const defaultRates: RatesPerMinute = {
  perAddress: 12_000,
  perSession: 6_000,
  perToken: 12_000,
  signInsPerAddress: 600,
}

export interface RateLimits {
  readonly ofAddress: (request: FastifyRequest) => Promise<Problem | null>
  readonly ofPrincipal: (request: FastifyRequest, principal: Principal) => Promise<Problem | null>
}

/** At the CLI's socket nobody is limited. */
export const noRateLimits: RateLimits = {
  ofAddress: async () => null,
  ofPrincipal: async () => null,
}

const minute = 60_000

/** Whoever has an IPv6 address has its whole /64 to choose from. */
const blockOf = ({ ip }: FastifyRequest): string => addressBlock(ip)

const keyOf = ({ principal }: FastifyRequest): string => {
  if (principal === undefined) return 'nobody'
  return principal.kind === 'session' || principal.kind === 'staff'
    ? principal.session.sessionId
    : nameOf(principal)
}

/** Limits per address, then per session or token; in memory, so each process counts for itself. */
export const rateLimits = async (app: FastifyInstance, rates: RatesPerMinute): Promise<RateLimits> => {
  await app.register(fastifyRateLimit, { global: false, timeWindow: minute })
  const limiter = (max: number, keyGenerator: (request: FastifyRequest) => string) => {
    const count = app.createRateLimit({ max, timeWindow: minute, keyGenerator })
    return async (request: FastifyRequest): Promise<Problem | null> => {
      // A client that has gone already has no address to count for; nothing is carried out for it either.
      if (request.socket.remoteAddress === undefined) return { code: 'RequestTimedOut' }
      const counted = await count(request)
      return !counted.isAllowed && counted.isExceeded
        ? { code: 'TooManyRequests', retryAfter: counted.ttlInSeconds }
        : null
    }
  }
  const perAddress = limiter(rates.perAddress, blockOf)
  const signIns = limiter(rates.signInsPerAddress, blockOf)
  const perSession = limiter(rates.perSession, keyOf)
  const perToken = limiter(rates.perToken, keyOf)

  return {
    ofAddress: async (request) =>
      (await perAddress(request)) ??
      (request.routeOptions.config.operation?.checksPassword === true ? signIns(request) : null),
    ofPrincipal: async (request, { kind }) => {
      if (kind === 'session' || kind === 'staff') return perSession(request)
      return kind === 'token' ? perToken(request) : null
    },
  }
}
