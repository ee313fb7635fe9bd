import { z } from 'zod'

const schema = z.record(z.string(), z.unknown())
export type Schema = z.infer<typeof schema>

const parameter = z.object({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean().default(false),
  schema,
})

const media = z.object({
  schema,
  example: z.unknown().optional(),
  examples: z.record(z.string(), z.unknown()).optional(),
})

const answer = z.object({
  headers: z.record(z.string(), z.unknown()).default({}),
  content: z.record(z.string(), media).default({}),
})

const operation = z.object({
  operationId: z.string(),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  servers: z.array(z.unknown()).optional(),
  parameters: z.array(z.union([parameter, z.object({ $ref: z.string() })])),
  requestBody: z.object({ content: z.record(z.string(), media) }).optional(),
  responses: z.record(z.string(), answer),
})

const method = z.enum(['get', 'put', 'post', 'delete'])

const documentShape = z.looseObject({
  paths: z.record(z.string(), z.partialRecord(method, operation)),
  components: z.object({
    parameters: z.record(z.string(), parameter),
    schemas: z.record(z.string(), schema),
    examples: z.record(z.string(), z.unknown()),
  }),
})

export type OpenApi = z.infer<typeof documentShape>
export type Parameter = z.infer<typeof parameter>
export type DescribedAnswer = z.infer<typeof answer>

/** One operation as the document tells it to strangers. */
export interface DescribedOperation {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly parameters: readonly Parameter[]
  readonly body: { readonly mediaType: string; readonly schema: Schema; readonly example: unknown } | null
  readonly answers: Readonly<Record<string, DescribedAnswer>>
  /** Any one of them lets in; none: everybody. */
  readonly security: readonly Readonly<Record<string, readonly string[]>>[]
  /** Only at the CLI's socket: over the network it does not exist. */
  readonly atSocket: boolean
}

const bodyOf = ({ requestBody }: z.infer<typeof operation>): DescribedOperation['body'] => {
  const [entry] = Object.entries(requestBody?.content ?? {})
  return entry === undefined
    ? null
    : { mediaType: entry[0], schema: entry[1].schema, example: entry[1].example }
}

export const readDocument = (text: string): OpenApi => documentShape.parse(JSON.parse(text))

/** Every operation of the document. */
export const operationsIn = ({ paths, components }: OpenApi): readonly DescribedOperation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([name, told]) => ({
      id: told.operationId,
      method: name.toUpperCase(),
      path,
      parameters: told.parameters.map((given) => {
        if (!('$ref' in given)) return given
        const shared = components.parameters[given.$ref.slice(given.$ref.lastIndexOf('/') + 1)]
        if (shared === undefined) throw new Error(`the document has no ${given.$ref}`)
        return shared
      }),
      body: bodyOf(told),
      answers: told.responses,
      security: told.security,
      atSocket: told.servers !== undefined,
    })),
  )
