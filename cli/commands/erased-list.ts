import { readFileSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import { z } from 'zod'
import type { Phrase } from '../phrase.ts'

const uuid = z.uuid()

/** A certificate as `DELETE /api/v1/operator/profiles/<id>` answers it; the rest of it is not looked at. */
const certificate = z.object({ profile: uuid })

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

const profileIn = (line: string): string | null => {
  const bare = uuid.safeParse(line)
  if (bare.success) return bare.data
  const certified = certificate.safeParse(parsed(line))
  return certified.success ? certified.data.profile : null
}

const unreadable = (path: string): Phrase => ({
  ru: `Файл ${path} не читается. Ничего не изменено.`,
  en: `The file ${path} cannot be read. Nothing was changed.`,
})

const strange = (path: string, line: number): Phrase => ({
  ru: `${path}, строка ${line}: ожидается идентификатор Профиля или сертификат удаления (JSON в одну строку). Ничего не изменено.`,
  en: `${path}, line ${line}: the id of a Profile is expected, or a certificate of erasure (JSON on one line). Nothing was changed.`,
})

/** Ids of erased Profiles from a file, one a line: the bare id, or the certificate that holds it. Refused in words. */
export const readErased = (path: string): E.Either<Phrase, readonly string[]> => {
  let content: string
  try {
    content = readFileSync(path, 'utf8')
  } catch {
    return E.left(unreadable(path))
  }
  const ids: string[] = []
  for (const [index, line] of content.split('\n').entries()) {
    if (line.trim() === '') continue
    const id = profileIn(line.trim())
    // A line that is passed over would be somebody who stays.
    if (id === null) return E.left(strange(path, index + 1))
    ids.push(id)
  }
  return E.right(ids)
}
