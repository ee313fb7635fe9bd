import fastJson, { type Schema } from 'fast-json-stringify'
import type { Success } from './contract/operation.ts'
import { jsonSchemaOf } from './json-schema.ts'

const isWritable = (schema: object): schema is Schema => 'type' in schema || '$ref' in schema

/**
 * Turns an answer into JSON. Hot answers go through a writer compiled once from the very schema that documents them;
 * all others are checked against it each time, so that a wrong one is a fault of ours and never leaves.
 */
export const answerWriter = <Body>({ schema, hot, status }: Success<Body>): ((body: Body) => string) => {
  if (status === 204) return () => ''
  if (hot !== true) return (body) => JSON.stringify(schema.parse(body))
  const shape = jsonSchemaOf(schema, 'output', 'draft-7')
  if (!isWritable(shape)) throw new Error('a hot answer is an object')
  return fastJson(shape)
}
