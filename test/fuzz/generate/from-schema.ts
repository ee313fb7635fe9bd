import fc, { type Arbitrary } from 'fast-check'
import { z } from 'zod'
import type { Schema } from '../document/described-operation.ts'

const type = z.enum(['object', 'array', 'string', 'integer', 'number', 'boolean', 'null'])

/** What of JSON Schema the document's requests use. Anything else stops the run: it must be taught here first. */
const known = z.strictObject({
  type: z.union([type, z.array(type)]).optional(),
  properties: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
  required: z.array(z.string()).optional(),
  additionalProperties: z.unknown().optional(),
  items: z.record(z.string(), z.unknown()).optional(),
  minItems: z.number().optional(),
  maxItems: z.number().optional(),
  anyOf: z.array(z.record(z.string(), z.unknown())).optional(),
  oneOf: z.array(z.record(z.string(), z.unknown())).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  multipleOf: z.number().optional(),
  pattern: z.string().optional(),
  format: z.string().optional(),
  default: z.unknown().optional(),
  description: z.string().optional(),
  example: z.unknown().optional(),
  writeOnly: z.boolean().optional(),
})

type Known = z.infer<typeof known>

const textOf = ({ pattern, format, minLength = 0, maxLength = 64 }: Known): Arbitrary<string> => {
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern))
  if (format === 'date-time')
    return fc
      .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString())
  return fc
    .string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, minLength + 24) })
    .map((text) => text.slice(0, maxLength))
}

const numberOf = ({ type, multipleOf, minimum, maximum }: Known): Arbitrary<number> => {
  const bounds = { min: minimum ?? -(2 ** 40), max: maximum ?? 2 ** 40 }
  return type === 'integer' || multipleOf === 1 ? fc.integer(bounds) : fc.double({ ...bounds, noNaN: true })
}

const objectOf = ({ properties = {}, required = [] }: Known, named: Named): Arbitrary<unknown> => {
  const fields = Object.entries(properties).map(([name, schema]) => {
    const value = named(name) ?? fromSchema(schema, named)
    return [name, required.includes(name) ? value : fc.option(value, { nil: undefined, freq: 2 })] as const
  })
  return fc
    .record(Object.fromEntries(fields))
    .map((value) => Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)))
}

/** A better arbitrary for a field of this name: a login that exists says more than any text. */
export type Named = (field: string) => Arbitrary<unknown> | null

/** Values that a schema of the document takes. */
export const fromSchema = (given: Schema, named: Named = () => null): Arbitrary<unknown> => {
  const schema = known.parse(given)
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  const options = schema.anyOf ?? schema.oneOf
  if (options !== undefined) return fc.oneof(...options.map((one) => fromSchema(one, named)))
  if (Array.isArray(schema.type))
    return fc.oneof(...schema.type.map((one) => fromSchema({ ...given, type: one }, named)))
  if (schema.type === 'object') return objectOf(schema, named)
  if (schema.type === 'array')
    return fc.array(fromSchema(schema.items ?? {}, named), {
      minLength: schema.minItems ?? 0,
      maxLength: schema.maxItems ?? 5,
    })
  if (schema.type === 'string') return textOf(schema)
  if (schema.type === 'integer' || schema.type === 'number') return numberOf(schema)
  if (schema.type === 'boolean') return fc.boolean()
  if (schema.type === 'null') return fc.constant(null)
  return fc.jsonValue()
}
