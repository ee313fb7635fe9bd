import { openApiDocument } from './openapi/document.ts'

// Prints the OpenAPI document without starting anything, for linters and for generators of clients.
const document = openApiDocument({ publicUrl: new URL('https://cabinet.example'), mode: 'development' })
process.stdout.write(`${JSON.stringify(document, null, 2)}\n`)
