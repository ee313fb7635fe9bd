/**
 * Works on up to `atOnce` items at a time and gives the results in the items' order, no faster than they are taken:
 * appends that run side by side share a commit. When the items break off, what was begun is given before the failure.
 */
export async function* inOrder<Item, Result>(
  items: AsyncIterable<Item>,
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const begun: Promise<Result>[] = []
  const begin = (item: Item): void => {
    const result = work(item)
    // It may fail before its turn comes to be awaited.
    result.catch(() => undefined)
    begun.push(result)
  }
  const given = async function* (): AsyncGenerator<Result> {
    for (let first = begun.shift(); first !== undefined; first = begun.shift()) yield await first
  }

  try {
    const source = items[Symbol.asyncIterator]()
    try {
      for (let next = await source.next(); next.done !== true; next = await source.next()) {
        begin(next.value)
        const first = begun.length < atOnce ? undefined : begun.shift()
        if (first !== undefined) yield await first
      }
    } catch (error) {
      yield* given()
      throw error
    } finally {
      await source.return?.()
    }
    yield* given()
  } finally {
    // Nobody takes what is left; it is finished all the same.
    await Promise.allSettled(begun)
  }
}
