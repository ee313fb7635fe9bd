import type { StreamingRead } from '@eventstore/db-client'

const ignore = (): void => {}

/**
 * Hands every event to `take` until it says false, the read ends, or the signal aborts, and leaves nothing running.
 *
 * A read that is no longer wanted is cancelled and then read to its end: one that is only left keeps its gRPC stream
 * in the client for ever, and the client then never finishes closing. The listener is there because an `error` that
 * nobody listens to ends the process.
 */
export const takeFrom = async <E>(
  read: StreamingRead<E>,
  signal: AbortSignal,
  take: (event: E) => boolean,
): Promise<void> => {
  let wanted = true
  const stop = (): void => {
    wanted = false
    read.cancel().catch(ignore)
  }
  read.on('error', ignore)
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  try {
    for await (const event of read) {
      if (wanted && !take(event)) stop()
    }
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
