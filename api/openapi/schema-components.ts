import { z } from 'zod'
import { jsonSchemaOf } from '../json-schema.ts'

export type JsonSchema = { readonly [key: string]: unknown }

export interface SchemaComponents {
  /** A shape where the document needs it; named shapes become references. */
  readonly refer: (schema: z.ZodType, io: 'input' | 'output') => JsonSchema
  /** The named shapes met so far. */
  readonly named: () => Readonly<Record<string, JsonSchema>>
}

const isObject = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const inTheDocument = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(inTheDocument)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === '$ref' && typeof inner === 'string'
        ? inner.replace('#/$defs/', '#/components/schemas/')
        : inTheDocument(inner),
    ]),
  )
}

const objectIn = (value: unknown): JsonSchema => {
  const inside = inTheDocument(value)
  if (!isObject(inside)) throw new Error('a shape has no JSON Schema')
  return inside
}

/** Gathers the named shapes (`.meta({ id })`) of everything that the document shows. */
export const schemaComponents = (): SchemaComponents => {
  const named: Record<string, JsonSchema> = {}
  // Problems stand in every operation, many times: each shape is worked out once.
  const known = { input: new Map<z.ZodType, JsonSchema>(), output: new Map<z.ZodType, JsonSchema>() }
  return {
    refer: (schema, io) => {
      const before = known[io].get(schema)
      if (before !== undefined) return before
      const wrapped = jsonSchemaOf(z.strictObject({ shape: schema }), io, 'draft-2020-12')
      for (const [name, definition] of Object.entries(wrapped.$defs ?? {})) {
        const { id: _, ...rest } = objectIn(definition)
        named[name] = rest
      }
      const shape = objectIn(wrapped.properties?.['shape'])
      known[io].set(schema, shape)
      return shape
    },
    named: () => named,
  }
}
