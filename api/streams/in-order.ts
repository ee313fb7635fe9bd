/**
 * Works on up to `atOnce` items at a time and gives the results in the items' order, no faster than they are taken:
 * appends that run side by side share a commit.
 */
export async function* inOrder<Item, Result>(
  items: AsyncIterable<Item>,
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const begun: Promise<Result>[] = []
  try {
    for await (const item of items) {
      const result = work(item)
      // It may fail before its turn comes to be awaited.
      result.catch(() => undefined)
      begun.push(result)
      const first = begun.length < atOnce ? undefined : begun.shift()
      if (first !== undefined) yield await first
    }
    for (let first = begun.shift(); first !== undefined; first = begun.shift()) yield await first
  } finally {
    // Nobody takes what is left; it is finished all the same.
    await Promise.allSettled(begun)
  }
}
