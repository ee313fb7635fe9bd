const marked = 'position:'

/** Rows as JSON; the log's positions, which are bigints, as marked text. */
export const toJson = (row: unknown): string =>
  JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? `${marked}${value}` : value))

/**
 * A row of ours as it was stored. Its shape is vouched for by the versions that the file carries: a set of views of
 * any other version is never opened.
 */
export const fromJson = <Row>(text: string): Row =>
  JSON.parse(text, (_, value: unknown) =>
    typeof value === 'string' && value.startsWith(marked) ? BigInt(value.slice(marked.length)) : value,
  )
