import type { Readable } from 'node:stream'
import * as E from 'fp-ts/lib/Either.js'
import { Agent, type Dispatcher, request } from 'undici'
import { z } from 'zod'
import type { Operation } from '../api/contract/operation.ts'
import type { Language } from '../api/problems/language.ts'

const problemShape = z.looseObject({
  code: z.string(),
  title: z.string(),
  detail: z.string(),
  errors: z.array(z.looseObject({ field: z.string(), detail: z.string() })).default([]),
})

/** The cabinet's own refusal (RFC 9457), in the person's language. */
export type ToldProblem = z.infer<typeof problemShape>

export type CallFailure =
  | { readonly kind: 'refused'; readonly problem: ToldProblem }
  /** Nothing was begun: nobody listens, or the owner turns requests away for now. Worth another try. */
  | { readonly kind: 'notBegun' }
  /** The connection broke: what was asked for may or may not have been done. */
  | { readonly kind: 'broken'; readonly why: string }

export interface Asked {
  readonly params?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** A body that is sent as it is read, answered line by line. */
export interface Upload {
  readonly mediaType: string
  readonly content: Readable
  readonly signal?: AbortSignal
}

/** The cabinet's routes over its Unix socket. */
export interface CabinetClient {
  readonly call: <Params, Query, Body, Answer>(
    operation: Operation<Params, Query, Body, Answer>,
    asked?: Asked,
  ) => Promise<E.Either<CallFailure, Answer>>
  /** Lines of NDJSON as they arrive; iterating throws when the connection breaks. */
  readonly upload: (
    operation: { readonly method: 'POST' | 'GET' | 'PUT' | 'DELETE'; readonly path: string },
    upload: Upload,
  ) => Promise<E.Either<CallFailure, AsyncIterable<Uint8Array>>>
  readonly close: () => Promise<void>
}

const pathOf = (path: string, params: Readonly<Record<string, string>>): string =>
  path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : null

const failureOf = (error: unknown): CallFailure => {
  const code = codeOf(error)
  if (code === 'ECONNREFUSED' || code === 'ENOENT') return { kind: 'notBegun' }
  return { kind: 'broken', why: error instanceof Error ? error.message : String(error) }
}

/** Codes with which an owner that is about to end, or has too much to do, turns requests away. */
const turnedAway: ReadonlySet<string> = new Set(['Stopping', 'Overloaded'])

const refusalOf = async ({ statusCode, body }: Dispatcher.ResponseData): Promise<CallFailure> => {
  const told = problemShape.safeParse(await body.json().catch(() => null))
  if (!told.success) return { kind: 'broken', why: `HTTP ${statusCode}` }
  return turnedAway.has(told.data.code) ? { kind: 'notBegun' } : { kind: 'refused', problem: told.data }
}

export const cabinetClient = (socketPath: string, language: Language): CabinetClient => {
  // A rebuild of views or a long import takes as long as it takes.
  const dispatcher = new Agent({ connect: { socketPath }, headersTimeout: 0, bodyTimeout: 0 })
  const at = (path: string): string => `http://cabinet${path}`
  const common = { 'accept-language': language, 'user-agent': 'cabinet-cli' }

  const answered = async (
    path: string,
    options: Omit<Dispatcher.RequestOptions, 'path' | 'origin'>,
  ): Promise<E.Either<CallFailure, Dispatcher.ResponseData>> => {
    try {
      const response = await request(at(path), { ...options, dispatcher })
      return response.statusCode < 300 ? E.right(response) : E.left(await refusalOf(response))
    } catch (error) {
      return E.left(failureOf(error))
    }
  }

  return {
    call: async ({ method, path, success }, { params = {}, body } = {}) => {
      const sent =
        body === undefined
          ? { headers: common }
          : { headers: { ...common, 'content-type': 'application/json' }, body: JSON.stringify(body) }
      const response = await answered(pathOf(path, params), { method, ...sent })
      if (E.isLeft(response)) return response
      const { statusCode, body: content } = response.right
      const text = await content.text()
      const shown: unknown = statusCode === 204 ? undefined : JSON.parse(text)
      return E.right(success.schema.parse(shown))
    },

    upload: async ({ method, path }, { mediaType, content, signal }) => {
      const response = await answered(path, {
        method,
        headers: { ...common, 'content-type': mediaType, accept: 'application/x-ndjson' },
        body: content,
        ...(signal === undefined ? {} : { signal }),
      })
      return E.isLeft(response) ? response : E.right(response.right.body)
    },

    close: () => dispatcher.destroy(),
  }
}
