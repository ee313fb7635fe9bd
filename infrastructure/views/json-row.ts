const name = '$position'

const isMarked = (value: unknown): value is { readonly [name]: string } =>
  typeof value === 'object' && value !== null && name in value && Object.keys(value).length === 1

/** A position as it stands in JSON. */
export const markedPosition = (position: bigint): { readonly [name]: string } => ({
  [name]: String(position),
})

/** Rows as JSON; the log's positions, which are bigints, as `{"$position": "12"}`, which no text can be taken for. */
export const toJson = (row: unknown): string =>
  JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? markedPosition(value) : value))

/**
 * A row of ours as it was stored. Its shape is vouched for by the versions that the file carries: a set of views of
 * any other version is never opened.
 */
export const fromJson = <Row>(text: string): Row =>
  JSON.parse(text, (_, value: unknown) => (isMarked(value) ? BigInt(value[name]) : value))

/** The same for rows that hold no position, at a fraction of the price. */
export const plainFromJson = <Row>(text: string): Row => JSON.parse(text)
