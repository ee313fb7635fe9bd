/**
 * Lets commands on the same stream go one after another within this process, in the order they came. Correctness
 * does not need it (revisions hold that, across processes too); it spares fifty writers of one account fifty retries.
 */
export interface StreamTurns {
  readonly inTurn: <T>(stream: string, work: () => Promise<T>) => Promise<T>
}

export const streamTurns = (): StreamTurns => {
  const last = new Map<string, Promise<unknown>>()
  return {
    inTurn: (stream, work) => {
      const before = last.get(stream) ?? Promise.resolve()
      const mine = before.then(work, work)
      last.set(stream, mine)
      const forget = () => {
        if (last.get(stream) === mine) last.delete(stream)
      }
      mine.then(forget, forget)
      return mine
    },
  }
}
