import { fastifySwagger, type StaticDocumentSpec } from '@fastify/swagger'
import { fastifySwaggerUi } from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'

/** Swagger UI runs its own scripts and draws with inline images; nothing else is let in. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

type Document = StaticDocumentSpec['document']

/** The plugin's own type knows OpenAPI 3.0; it only hands the document on. */
const isDocument = (document: object): document is Document => 'openapi' in document && 'paths' in document

/** The document to read and to try, at `/docs`. */
export const docs = async (app: FastifyInstance, openApi: object): Promise<void> => {
  if (!isDocument(openApi)) throw new Error('there is no OpenAPI document to show')
  await app.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: { who: 'anyone' } }
    })
    scope.addHook('onRequest', (_request, reply, done) => {
      reply.headers({ 'content-security-policy': policy, 'cache-control': 'no-cache' })
      done()
    })
    await scope.register(fastifySwagger, { mode: 'static', specification: { document: openApi } })
    await scope.register(fastifySwaggerUi, {
      routePrefix: '/docs',
      theme: { title: 'MultiFon Business cabinet' },
      uiConfig: { docExpansion: 'list', displayRequestDuration: true },
    })
  })
}
