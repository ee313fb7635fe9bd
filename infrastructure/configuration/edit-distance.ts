/**
 * How many letters have to be inserted, deleted, replaced or swapped with their neighbour to make one word of the
 * other (optimal string alignment).
 */
export const editDistance = (a: string, b: string): number => {
  const table: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)]
  const at = (row: number, column: number): number => table[row]?.[column] ?? Number.POSITIVE_INFINITY

  const cheapest = (row: number, column: number): number => {
    const same = a[row - 1] === b[column - 1]
    const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
    return Math.min(
      at(row - 1, column) + 1,
      at(row, column - 1) + 1,
      at(row - 1, column - 1) + (same ? 0 : 1),
      swapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
    )
  }

  for (let row = 1; row <= a.length; row += 1) {
    table[row] = [row]
    for (let column = 1; column <= b.length; column += 1) table[row]?.push(cheapest(row, column))
  }
  return at(a.length, b.length)
}
