const name = '$position'

const isMarked = (value: unknown): value is { readonly [name]: string } =>
  typeof value === 'object' && value !== null && name in value && Object.keys(value).length === 1

/** Rows as JSON; the log's positions, which are bigints, as `{"$position": "12"}`, which no text can be taken for. */
export const toJson = (row: unknown): string =>
  JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? { [name]: String(value) } : value))

/**
 * A row of ours as it was stored. Its shape is vouched for by the versions that the file carries: a set of views of
 * any other version is never opened.
 */
export const fromJson = <Row>(text: string): Row =>
  JSON.parse(text, (_, value: unknown) => (isMarked(value) ? BigInt(value[name]) : value))
