const ordered = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, ordered(inner)]),
  )
}

/** JSON with sorted names and no white space: the same body however it was written. */
export const canonicalJson = (value: unknown): string => JSON.stringify(ordered(value)) ?? ''
