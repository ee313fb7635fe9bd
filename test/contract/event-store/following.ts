import type {
  EventStore,
  LogDelivery,
  Position,
  StoredEvent,
} from '../../../application/ports/event-store.ts'

/** What a subscriber has seen so far. */
export interface Seen {
  readonly events: readonly StoredEvent[]
  readonly deliveries: readonly LogDelivery[]
  /** How often it was told that it has caught up. */
  readonly caughtUp: number
  /** Whether the last thing it was told is that it has caught up. */
  readonly isCaughtUp: boolean
}

export interface Follower {
  readonly seen: Seen
  /** Resolves as soon as what was seen satisfies the condition; rejects if the subscription ends or fails before. */
  readonly until: (condition: (seen: Seen) => boolean) => Promise<Seen>
  /** Aborts the subscription and resolves when its loop has ended. */
  readonly stop: () => Promise<void>
}

const seenIn = (deliveries: readonly LogDelivery[]): Seen => ({
  deliveries,
  events: deliveries.flatMap((delivery) => (delivery.kind === 'events' ? delivery.events : [])),
  caughtUp: deliveries.filter((delivery) => delivery.kind === 'caughtUp').length,
  isCaughtUp: deliveries.at(-1)?.kind === 'caughtUp',
})

/**
 * Subscribes and takes every delivery at once; `onDelivery` may hold the subscription up. A delivery is seen only
 * when `onDelivery` is through with it.
 */
export const follow = (
  store: EventStore,
  after: Position | null = null,
  onDelivery: (delivery: LogDelivery) => Promise<void> | void = () => {},
): Follower => {
  const abort = new AbortController()
  const deliveries: LogDelivery[] = []
  const waiting = new Set<() => void>()
  let ended: { readonly error: unknown } | null = null

  const tell = (): void => {
    for (const look of [...waiting]) look()
  }
  const loop = async (): Promise<void> => {
    for await (const delivery of store.subscribeAll(after, abort.signal)) {
      await onDelivery(delivery)
      deliveries.push(delivery)
      tell()
    }
  }
  const running = loop().then(
    () => {
      ended = { error: new Error('the subscription ended before what was waited for came') }
      tell()
    },
    (error: unknown) => {
      ended = { error }
      tell()
    },
  )

  return {
    get seen() {
      return seenIn(deliveries)
    },
    until: (condition) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const seen = seenIn(deliveries)
          if (condition(seen)) {
            waiting.delete(look)
            resolve(seen)
          } else if (ended !== null) {
            waiting.delete(look)
            reject(ended.error)
          }
        }
        waiting.add(look)
        look()
      }),
    stop: async () => {
      abort.abort()
      await running
    },
  }
}

/** Everything after a position up to the first time that the subscription has caught up. */
export const readToEnd = async (
  store: EventStore,
  after: Position | null = null,
): Promise<readonly StoredEvent[]> => {
  const follower = follow(store, after)
  const seen = await follower.until(({ isCaughtUp }) => isCaughtUp)
  await follower.stop()
  return seen.events
}
