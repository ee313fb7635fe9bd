import { z } from 'zod'
import type { Access } from '../access.ts'
import type { ProblemCode } from '../problems/problem-code.ts'

export const tags = {
  session: 'Entry, step-up and leaving.',
  registration: 'From a SIP account to a Profile, step by step; the offer; what letters lead to.',
  recovery: 'A forgotten Profile password replaced.',
  profile: 'The Profile’s own page: contacts, password, second factor, sessions, accounts, history.',
  account: "The subscriber's own account: dashboard, settings, history.",
  operator: 'What the operator’s programs do: accounts, balances. By token.',
  staff: 'Managers and auditors enter: a password, then an authenticator’s code.',
  audit: 'What auditors read. Every reading is itself recorded. By token.',
  operations: 'The CLI’s own routes. They exist only on its Unix socket.',
  machine: 'Health, metrics, this description.',
  development: 'Exists in development only.',
} as const

export type Tag = keyof typeof tags

/** A body in one more media type than JSON. */
export interface OtherMedia {
  readonly mediaType: string
  /** Of the body, or of one line of NDJSON; so is the example. */
  readonly schema: z.ZodType
  readonly example: unknown
}

export interface Success<Body> {
  readonly status: 200 | 201 | 204
  readonly description: string
  /** JSON unless said otherwise. */
  readonly mediaType?: string
  /** A 204 has none: `z.undefined()`. */
  readonly schema: z.ZodType<Body>
  readonly example: NoInfer<Body>
  /** Long or frequent: serialised by a compiled writer instead of being checked each time. */
  readonly hot?: true
  readonly headers?: readonly AnswerHeader[]
  readonly other?: readonly OtherMedia[]
}

/** Headers that an answer may carry beside X-Correlation-Id; described once, in the document. */
export type AnswerHeader = 'ETag' | 'Log-Position' | 'Location' | 'Set-Cookie' | 'Clear-Site-Data'

/** An answer that is neither the success nor a problem. */
export interface OtherAnswer {
  readonly status: number
  readonly description: string
  readonly schema: z.ZodType
  readonly example: unknown
}

export interface RequestBody<Body> {
  readonly schema: z.ZodType<Body>
  readonly example: NoInfer<Body>
}

/** A stream in the request: read line by line, never whole. */
export interface StreamBody {
  readonly mediaType: string
  readonly description: string
  readonly example: string
}

/** One entry of the API: what the route does with a request, and what the document says of it, in one place. */
export interface Operation<Params, Query, Body, Answer> {
  readonly id: string
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  /** Fastify's syntax: `/api/v1/accounts/:accountId/routing`. */
  readonly path: string
  readonly tag: Tag
  readonly summary: string
  readonly description: string
  readonly access: Access
  readonly params: z.ZodType<Params>
  readonly query: z.ZodType<Query>
  readonly body: RequestBody<Body>
  readonly stream?: StreamBody
  readonly success: Success<Answer>
  readonly otherwise?: OtherAnswer
  /** Beside those that every route of its kind may answer. */
  readonly refusals: readonly ProblemCode[]
  /** Which field of the body a use case's refusal is about. */
  readonly fields?: Readonly<Partial<Record<ProblemCode, string>>>
  /** Takes If-Match. */
  readonly conditional?: true
  /** Waits for the reader's own last write. */
  readonly reads?: true
  /** Its answer holds personal data: only that it came is kept, so that another body is refused; the log answers a repetition. */
  readonly personal?: true
  /** A sign-in or a step-up: limited per address as such. */
  readonly checksPassword?: true
  /** Its answer is never replayed: a sign-in, or it shows a secret, or it is a stream. */
  readonly neverReplayed?: true
  /** Served under any load: whoever watches the cabinet must hear of it then above all. */
  readonly neverShed?: true
}

export type AnyOperation = Operation<unknown, unknown, unknown, unknown>

export type Nothing = Readonly<Record<never, never>>

/** Absent, or an empty object: programs send both. */
export const noBody: RequestBody<Nothing> = {
  schema: z.preprocess((sent) => sent ?? {}, z.strictObject({})),
  example: {},
}

const nothing: z.ZodType<Nothing> = z.strictObject({})

/** What an operation takes unless it says otherwise: no parameters, no query, no body. */
export const bare = { params: nothing, query: nothing, body: noBody } as const

/** Declares an operation: every example is checked against its schema's type by the compiler. */
export const operation = <Params, Query, Body, Answer>(
  declared: Operation<Params, Query, Body, Answer>,
): Operation<Params, Query, Body, Answer> => declared
