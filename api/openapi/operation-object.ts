import { roleForScope } from '../access.ts'
import { type AnyOperation, noBody } from '../contract/operation.ts'
import { isSafeMethod } from '../origin-check.ts'
import { type ProblemAnswer, problemAnswers } from './problem-answers.ts'
import type { JsonSchema, SchemaComponents } from './schema-components.ts'
import type { parameters } from './shared-components.ts'

const header = (name: keyof typeof parameters) => ({ $ref: `#/components/parameters/${name}` })

const fieldsOf = (schema: JsonSchema): readonly (readonly [string, JsonSchema])[] =>
  Object.entries(schema['properties'] ?? {})

const required = (schema: JsonSchema, name: string): boolean => {
  const names = schema['required']
  return Array.isArray(names) && names.includes(name)
}

/** A query has optional fields; zod counts those with a default as present in what it gives, not in what it takes. */
const fieldParameters = (schema: JsonSchema, place: 'path' | 'query') =>
  fieldsOf(schema).map(([name, { description, example, ...field }]) => ({
    name,
    in: place,
    required: place === 'path' || required(schema, name),
    ...(description === undefined ? {} : { description }),
    schema: field,
    ...(example === undefined ? {} : { example }),
  }))

const parametersOf = (operation: AnyOperation, components: SchemaComponents): readonly object[] => [
  ...fieldParameters(components.refer(operation.params, 'input'), 'path'),
  ...fieldParameters(components.refer(operation.query, 'input'), 'query'),
  ...(isSafeMethod(operation.method) || operation.neverReplayed === true ? [] : [header('IdempotencyKey')]),
  ...(operation.conditional === true ? [header('IfMatch')] : []),
  ...(operation.reads === true ? [header('LogPosition')] : []),
  header('AcceptLanguage'),
  header('CorrelationId'),
]

const requestBodyOf = ({ body, stream }: AnyOperation, components: SchemaComponents) => {
  if (stream !== undefined) {
    const { mediaType, description, example } = stream
    const content = { [mediaType]: { schema: { type: 'string' }, example } }
    return { requestBody: { required: true, description, content } }
  }
  if (body === noBody) return {}
  const json = { schema: components.refer(body.schema, 'input'), example: body.example }
  return { requestBody: { required: true, content: { 'application/json': json } } }
}

const successOf = ({ success }: AnyOperation, components: SchemaComponents) => {
  const { status, description, schema, example, headers = [], other = [] } = success
  const { mediaType: own = 'application/json' } = success
  const names = [...headers, 'X-Correlation-Id']
  const others = other.map(({ mediaType, schema: shape, example: shown }) => [
    mediaType,
    { schema: components.refer(shape, 'output'), example: shown },
  ])
  return {
    [String(status)]: {
      description,
      headers: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }])),
      ...(status === 204
        ? {}
        : {
            content: {
              [own]: { schema: components.refer(schema, 'output'), example },
              ...Object.fromEntries(others),
            },
          }),
    },
  }
}

/** A problem of the same status keeps its place beside it. */
const otherwiseOf = (
  { otherwise }: AnyOperation,
  problems: Readonly<Record<string, ProblemAnswer>>,
  components: SchemaComponents,
) => {
  if (otherwise === undefined) return {}
  const { status, description, schema, example } = otherwise
  const problem = problems[String(status)]
  return {
    [String(status)]: {
      ...problem,
      description: `${description} ${problem?.description ?? ''}`.trim(),
      content: {
        'application/json': { schema: components.refer(schema, 'output'), example },
        ...problem?.content,
      },
    },
  }
}

/** Scope and role stand where OpenAPI 3.1 has them for every scheme, so that programs can tell who may what. */
const securityOf = ({ access }: AnyOperation): readonly object[] => {
  if (access.who === 'session' || access.who === 'staff') return [{ [access.who]: [] }]
  if (access.who !== 'program' && access.who !== 'machine') return []
  const role = roleForScope[access.scope]
  return [{ token: [access.scope] }, ...(role === null ? [] : [{ staff: [role] }])]
}

/** Whoever can open the CLI's socket is the operator; no credential goes with a request there. */
const serversOf = ({ access }: AnyOperation) =>
  access.who === 'operator'
    ? {
        servers: [
          { url: 'http://cabinet.sock', description: 'The CLI’s Unix socket in DATA_DIR, mode 0600.' },
        ],
      }
    : {}

const accessWords = ({ access }: AnyOperation): string => {
  if (access.who !== 'program' && access.who !== 'machine') return ''
  const role = roleForScope[access.scope]
  return ` Scope \`${access.scope}\`${role === null ? '' : `, or staff with the role \`${role}\``}.`
}

/** One operation as the document describes it. */
export const operationObject = (operation: AnyOperation, components: SchemaComponents): object => {
  const problems = problemAnswers(operation, components)
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    description: `${operation.description}${accessWords(operation)}`,
    security: securityOf(operation),
    ...serversOf(operation),
    parameters: parametersOf(operation, components),
    ...requestBodyOf(operation, components),
    responses: {
      ...successOf(operation, components),
      ...problems,
      ...otherwiseOf(operation, problems, components),
    },
  }
}
