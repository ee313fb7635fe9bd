import { z } from 'zod'
import { problemCodes } from '../problems/problem-words.ts'

export const problemSchema = z
  .strictObject({
    type: z.string().meta({
      description: 'Stable address of the kind of problem, readable there.',
      format: 'uri-reference',
    }),
    title: z.string().meta({ description: 'What kind of problem it is, in the reader’s language.' }),
    status: z.int().meta({ minimum: 400, maximum: 599 }),
    detail: z.string().meta({ description: 'What happened and what to do about it.' }),
    code: z.enum(problemCodes).meta({ description: 'Stable; for programs.' }),
    correlationId: z.string(),
    due: z
      .string()
      .optional()
      .meta({ description: 'What has to be done first: a registration’s step, a session’s stage.' }),
    errors: z
      .array(z.strictObject({ field: z.string(), code: z.string(), detail: z.string() }))
      .meta({ description: 'By field of the request; empty when it is about none.' }),
  })
  .meta({ id: 'Problem', description: 'RFC 9457.' })
