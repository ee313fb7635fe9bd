import { spawnSync } from 'node:child_process'
import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { allOperations } from '../../api/contract/all-operations.ts'
import { openApiDocument } from '../../api/openapi/document.ts'
import { refusalsOf } from '../../api/openapi/problem-answers.ts'
import { statusOf } from '../../api/problems/problem-code.ts'
import { openedApp } from './rig/opened-app.ts'

const publicUrl = new URL('https://cabinet.example')
const document = openApiDocument({ publicUrl, mode: 'development' })

interface Media {
  readonly schema?: object
  readonly example?: unknown
  readonly examples?: object
}

interface Described {
  readonly operationId: string
  readonly summary: string
  readonly description: string
  readonly security: readonly object[]
  readonly servers?: readonly object[]
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Record<string, Media> }>
  >
}

const described = (text: string): readonly Described[] =>
  Object.values<Record<string, Described>>(JSON.parse(text).paths).flatMap((path) => Object.values(path))

describe('the OpenAPI document (rest.md, O3)', () => {
  it('is OpenAPI 3.1', async () => {
    const result = await new Validator().validate(JSON.parse(JSON.stringify(document)))
    expect(result.errors ?? []).toStrictEqual([])
    expect(result.valid).toBe(true)
    expect(document.openapi).toBe('3.1.0')
  })

  it('describes every operation, and every answer with a schema, a description and an example', () => {
    const operations = described(JSON.stringify(document))
    expect(operations.map(({ operationId }) => operationId).sort()).toStrictEqual(
      allOperations.map(({ id }) => id).sort(),
    )
    for (const { operationId, summary, description, responses } of operations) {
      expect(summary.length, operationId).toBeGreaterThan(3)
      expect(description.length, operationId).toBeGreaterThan(10)
      for (const [status, answer] of Object.entries(responses)) {
        expect(answer.description.length, `${operationId} ${status}`).toBeGreaterThan(5)
        if (status === '204') continue
        const media = Object.entries(answer.content ?? {})
        expect(media.length, `${operationId} ${status}`).toBeGreaterThan(0)
        for (const [type, { schema, example, examples }] of media) {
          expect(schema, `${operationId} ${status} ${type}`).toBeDefined()
          expect(example ?? examples, `${operationId} ${status} ${type}`).toBeDefined()
        }
      }
    }
  })

  it.each(allOperations.map((operation) => [operation.id, operation] as const))(
    'the examples of %s keep its own schemas',
    (_, { success, otherwise, body, stream }) => {
      expect(success.schema.safeParse(success.example).error).toBeUndefined()
      if (otherwise !== undefined) expect(otherwise.schema.safeParse(otherwise.example).error).toBeUndefined()
      if (stream === undefined) expect(body.schema.safeParse(body.example).error).toBeUndefined()
    },
  )

  it('says of every operation who may ask, staff too: none is open to everybody that is not meant to be', () => {
    const open = described(JSON.stringify(document))
      .filter(({ security, servers }) => security.length === 0 && servers === undefined)
      .map(({ operationId }) => operationId)
    const meant = allOperations
      .filter(({ access }) => access.who === 'anyone' || access.who === 'provenWithin')
      .map(({ id }) => id)
    expect(open.toSorted()).toStrictEqual(meant.toSorted())
    const { securitySchemes } = document.components
    expect(Object.keys(securitySchemes)).toEqual(['session', 'staff', 'token'])
  })

  it('documents a status for every refusal that an operation declares', () => {
    for (const operation of described(JSON.stringify(document))) {
      const declared = allOperations.find(({ id }) => id === operation.operationId)
      if (declared === undefined) throw new Error('an operation of nobody')
      for (const code of refusalsOf(declared))
        expect(operation.responses[String(statusOf(code))], `${declared.id} ${code}`).toBeDefined()
    }
  })

  it('in production knows nothing of what only development has', () => {
    const paths = JSON.stringify(openApiDocument({ publicUrl, mode: 'production' }).paths)
    expect(paths).not.toContain('/dev/')
  })

  it('is served at /openapi.json and readable at /docs, whose scripts and styles are all its own', async () => {
    const { ask, app } = await openedApp()
    const served = await ask('GET', '/openapi.json')
    expect(served.json().paths).toStrictEqual(JSON.parse(JSON.stringify(document)).paths)
    expect(served.json().servers).toMatchObject([{ url: 'http://127.0.0.1:3000' }])
    const page = await app.inject({ url: '/docs' })
    expect(page.body).not.toMatch(/<script>|<style|style=|onclick/)
    for (const [, file] of page.body.matchAll(/(?:src|href)="([^"]+)"/g))
      expect((await app.inject({ url: file ?? '' })).statusCode, file).toBe(200)
  })

  it('is printed without starting anything, and lints clean', () => {
    const linted = spawnSync('npm', ['run', '--silent', 'openapi:lint'], { encoding: 'utf8' })
    const said = linted.stdout + linted.stderr
    expect(linted.status, said).toBe(0)
    expect(said).not.toMatch(/You have \d+ warning/)
  })
})
