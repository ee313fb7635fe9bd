import type { LightMyRequestResponse } from 'fastify'
import { expect } from 'vitest'
import { allOperations } from '../../../api/contract/all-operations.ts'
import type { AnyOperation } from '../../../api/contract/operation.ts'
import { refusalsOf } from '../../../api/openapi/problem-answers.ts'
import { statusOf } from '../../../api/problems/problem-code.ts'
import { problemSchema } from '../../../api/schemas/problem.ts'

const fits = (path: string, asked: string): boolean => {
  const pattern = path.split('/')
  const given = asked.split('/')
  return (
    pattern.length === given.length &&
    pattern.every((segment, at) => segment.startsWith(':') || segment === given[at])
  )
}

/** The operation that a request is for; the more literal path first, as the router does. */
export const operationOf = (method: string, url: string): AnyOperation | undefined => {
  const path = url.split('?', 1)[0] ?? ''
  return allOperations
    .filter((operation) => operation.method === method && fits(operation.path, path))
    .sort((a, b) => a.path.split(':').length - b.path.split(':').length)[0]
}

/** What was answered so far in this file: `operationId status`, for the test that the document knows it all. */
export const seen = new Set<string>()

const checkProblem = (operation: AnyOperation | undefined, response: LightMyRequestResponse): void => {
  const problem = problemSchema.parse(response.json())
  expect(problem.status).toBe(response.statusCode)
  expect(statusOf(problem.code)).toBe(response.statusCode)
  if (operation !== undefined && problem.code !== 'MethodNotAllowed')
    expect(refusalsOf(operation), `${operation.id} documents ${problem.code}`).toContain(problem.code)
}

const checkSuccess = (operation: AnyOperation, response: LightMyRequestResponse): void => {
  const { success, otherwise } = operation
  const type = response.headers['content-type']?.toString().split(';', 1)[0]
  if (response.statusCode === 204 || type !== 'application/json') return
  const documented = response.statusCode === otherwise?.status ? otherwise : success
  expect(response.statusCode, `${operation.id} documents its status`).toBe(documented.status)
  documented.schema.parse(response.json())
}

/**
 * Holds an answer against the document: its status, its code and its very shape must stand there, and every answer
 * carries its correlation id and the security headers.
 */
export const observe = (method: string, url: string, response: LightMyRequestResponse): void => {
  const operation = operationOf(method, url)
  if (operation !== undefined) seen.add(`${operation.id} ${response.statusCode}`)
  expect(response.headers['x-correlation-id']).toMatch(/^[A-Za-z0-9._-]{1,64}$/)
  expect(response.headers['x-content-type-options']).toBe('nosniff')
  if (response.headers['content-type']?.toString().startsWith('application/problem+json') === true)
    checkProblem(operation, response)
  else if (operation !== undefined) checkSuccess(operation, response)
}
