import type { FastifyInstance, RouteOptions } from 'fastify'
import { sendProblem } from './problems/problem.ts'

const segmentsOf = (path: string): readonly string[] => path.split('/').filter((segment) => segment !== '')

interface KnownRoute {
  readonly segments: readonly string[]
  readonly methods: readonly string[]
}

const fits = ({ segments }: KnownRoute, asked: readonly string[]): boolean => {
  const isOpenEnded = segments.at(-1) === '*'
  if (isOpenEnded ? asked.length < segments.length - 1 : asked.length !== segments.length) return false
  return segments.every((segment, at) => segment === '*' || segment.startsWith(':') || segment === asked[at])
}

const knownRoute = ({ url, method }: RouteOptions): KnownRoute => ({
  segments: segmentsOf(url),
  methods: [method].flat(),
})

/** Tells an address that is not there (404) from a method that it does not have (405, with Allow). */
export const handleNotFound = (app: FastifyInstance): void => {
  const routes: KnownRoute[] = []
  app.addHook('onRoute', (route) => {
    routes.push(knownRoute(route))
  })

  const allowedAt = (path: string): readonly string[] => {
    const asked = segmentsOf(path)
    return [...new Set(routes.filter((route) => fits(route, asked)).flatMap(({ methods }) => methods))].sort()
  }

  app.setNotFoundHandler((request, reply) => {
    const allow = allowedAt(request.url.split('?', 1)[0] ?? '')
    return sendProblem(
      request,
      reply,
      allow.length === 0 ? { code: 'RouteNotFound' } : { code: 'MethodNotAllowed', allow },
    )
  })
}
