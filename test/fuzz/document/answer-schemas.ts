import { Ajv2020 } from 'ajv/dist/2020.js'
import type { OpenApi } from './described-operation.ts'

/** Tells what is wrong with a value by a schema of the document, at a JSON pointer into it; `null` when nothing is. */
export type Judge = (pointer: readonly string[], value: unknown) => string | null

const dateTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/
const escaped = (part: string): string => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))

/** The document's own schemas, compiled by a validator that has nothing to do with how the server makes them. */
export const answerSchemas = (document: OpenApi): Judge => {
  const ajv = new Ajv2020({ strict: false, allErrors: false })
  ajv.addFormat('date-time', dateTime)
  ajv.addFormat('uri-reference', /^[!-~]+$/)
  ajv.addFormat('password', true)
  ajv.addSchema(document, 'document')
  return (pointer, value) => {
    const judge = ajv.getSchema(`document#/${pointer.map(escaped).join('/')}`)
    if (judge === undefined) return `the document has no schema at ${pointer.join(' ')}`
    return judge(value) === true ? null : ajv.errorsText(judge.errors ?? null)
  }
}
