import type { FastifyInstance } from 'fastify'

/** Levels; no body of the API has more than three. */
const deepest = 32

/** Whether a value is nested further than that; looks no deeper than it must. */
const isDeeperThan = (value: unknown, levels: number): boolean => {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(inner, levels - 1))
}

const tooDeep = (): Error =>
  Object.assign(new SyntaxError('JSON that is nested too deeply'), { statusCode: 400 })

/**
 * Many clients name JSON on every request, those without a body included; where one is wanted its schema says so.
 * JSON nested thousands of levels deep is refused here: whatever walks a value afterwards would run out of stack.
 */
export const readJsonBodies = (app: FastifyInstance): void => {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') return done(null, undefined)
    parse(request, String(body), (error, value) => {
      if (error === null && isDeeperThan(value, deepest)) done(tooDeep())
      else done(error, value)
    })
  })
}
