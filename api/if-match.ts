/** What If-Match asks for: one revision, or any (`*`, or no header). */
export type IfMatch = number | undefined

const one = /^"(\d{1,15})"$/

/** Reads an If-Match; `null` when it names no revision of ours (a list or a weak tag does not either). */
export const readIfMatch = (header: string | undefined): IfMatch | null => {
  if (header === undefined || header === '*') return undefined
  const digits = one.exec(header)?.[1]
  return digits === undefined ? null : Number(digits)
}
