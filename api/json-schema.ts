import { z } from 'zod'

/**
 * The JSON Schema of a shape of ours, as the document shows it and compiled writers use it. `format: date-time` says
 * what zod's long pattern for it says.
 */
export const jsonSchemaOf = (
  schema: z.ZodType,
  io: 'input' | 'output',
  target: 'draft-7' | 'draft-2020-12',
) =>
  z.toJSONSchema(schema, {
    io,
    target,
    unrepresentable: 'throw',
    override: ({ jsonSchema }) => {
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
    },
  })
