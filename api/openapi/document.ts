import { allOperations } from '../contract/all-operations.ts'
import { type AnyOperation, tags } from '../contract/operation.ts'
import { operationObject } from './operation-object.ts'
import { problemExamples } from './problem-answers.ts'
import { schemaComponents } from './schema-components.ts'
import { answerHeaders, parameters, securitySchemes } from './shared-components.ts'

const intro = `The personal cabinet of MultiFon Business.

Changes answer with the setting's new state, its \`ETag\` and \`Log-Position\`; the present value again changes nothing.
Money is in kopecks, numbers of phones are E.164, moments RFC 3339 in UTC. Refusals are RFC 9457 problems with a stable
\`code\`, in Russian or English by Accept-Language. A personal value whose key is gone is \`{"erased": true}\`.

Subscribers are known by their session's cookie, the operator's programs by a bearer token. The real service's HTTP API
is at \`/sm/client/…\`.`

const pathOf = ({ path }: AnyOperation): string => path.replace(/:([A-Za-z]+)/g, '{$1}')

/** The OpenAPI 3.1 document, from the very declarations that the routes are made of. */
export const openApiDocument = ({
  publicUrl,
  mode,
}: {
  readonly publicUrl: URL
  readonly mode: 'development' | 'production'
}) => {
  const components = schemaComponents()
  const shown = allOperations.filter(({ tag }) => mode === 'development' || tag !== 'development')
  const paths: Record<string, Record<string, object>> = {}
  for (const operation of shown) {
    const path = pathOf(operation)
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: operationObject(operation, components) }
  }
  const usedTags = Object.entries(tags).filter(([name]) => shown.some(({ tag }) => tag === name))
  return {
    openapi: '3.1.0',
    info: {
      title: 'MultiFon Business cabinet',
      version: '1.0.0',
      description: intro,
      license: { name: 'Proprietary', identifier: 'LicenseRef-Proprietary' },
    },
    servers: [{ url: publicUrl.origin, description: 'This cabinet.' }],
    tags: usedTags.map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: components.named(),
      examples: problemExamples(shown),
      headers: answerHeaders,
      parameters,
      securitySchemes,
    },
  }
}
