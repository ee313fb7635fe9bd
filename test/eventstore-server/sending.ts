import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js'
import type { ServerWritableStream } from '@grpc/grpc-js'

export type ReadCall = ServerWritableStream<ReadReq, ReadResp>

/** A call that may end at any moment, sent to no faster than its reader takes. */
export interface Sending {
  /** False once the call is over. */
  readonly send: (message: ReadResp) => Promise<boolean>
  readonly isOver: () => boolean
  /** Calls back when the call is over, until the returned function is called. */
  readonly onOver: (listener: () => void) => () => void
}

export const sendingTo = (call: ReadCall): Sending => {
  const listeners = new Set<() => void>()
  let over = false
  const end = (): void => {
    over = true
    for (const listener of [...listeners]) listener()
    listeners.clear()
  }
  for (const event of ['cancelled', 'close', 'error']) call.on(event, end)

  const drained = (): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        call.off('drain', done)
        listeners.delete(done)
        resolve()
      }
      call.on('drain', done)
      listeners.add(done)
    })

  return {
    isOver: () => over,
    onOver: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    send: async (message) => {
      if (over) return false
      if (!call.write(message)) await drained()
      return !over
    },
  }
}
