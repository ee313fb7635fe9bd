import { readFileSync } from 'node:fs'
import { z } from 'zod'

const packageFile = z.looseObject({ name: z.string(), version: z.string() })

/** Which program this is, as its package says. */
export const product = (): { readonly name: string; readonly version: string } => {
  const { name, version } = packageFile.parse(
    JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')),
  )
  return { name, version }
}
