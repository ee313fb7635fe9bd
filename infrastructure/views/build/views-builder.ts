import { Worker } from 'node:worker_threads'
import type { Position, StoredEvent } from '../../../application/ports/event-store.ts'
import type { BuilderStart, FromBuilder, ToBuilder } from './builder-messages.ts'

export interface BuiltSoFar {
  readonly position: Position | null
  readonly events: number
}

/** A thread that builds a set of views, as whoever feeds it sees it. Everything rejects once the thread has failed. */
export interface ViewsBuilder {
  readonly builtSoFar: () => BuiltSoFar
  /** Resolves when the next batch may be given: two are under way at the most. */
  readonly take: (events: readonly StoredEvent[]) => Promise<void>
  /** Reads a log's file by itself. */
  readonly scan: (log: string) => Promise<void>
  /** Resolves when the file is whole and on the disk. */
  readonly end: () => Promise<void>
  /** Ends the thread whatever it does, and resolves when it has let go of the file. */
  readonly stop: () => Promise<void>
}

const underWay = 2

export const viewsBuilder = (start: BuilderStart): ViewsBuilder => {
  const thread = new Worker(new URL('./builder-thread.ts', import.meta.url), {
    workerData: start,
    execArgv: [],
  })
  let soFar: BuiltSoFar = { position: null, events: 0 }
  let given = 0
  let failure: Error | null = null
  const waiting = new Set<() => void>()

  const wake = (): void => {
    for (const look of [...waiting]) look()
  }

  /** Resolves once something holds. */
  const until = (holds: () => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (failure === null && !holds()) return
        waiting.delete(look)
        if (failure === null) resolve()
        else reject(failure)
      }
      waiting.add(look)
      look()
    })

  let isScanned = false
  let isEnded = false

  thread.on('message', (message: FromBuilder) => {
    if (message.kind === 'taken') {
      soFar = message
      given = Math.max(0, given - 1)
    }
    if (message.kind === 'scanned') isScanned = true
    if (message.kind === 'ended') isEnded = true
    wake()
  })
  const fail = (error: Error): void => {
    failure ??= error
    wake()
  }
  thread.on('error', (error: unknown) => fail(error instanceof Error ? error : new Error(String(error))))
  thread.on('exit', () => {
    if (!isEnded) fail(new Error('the thread that builds views has ended'))
  })

  const say = (message: ToBuilder): void => thread.postMessage(message)

  return {
    builtSoFar: () => soFar,
    take: (events) => {
      given += 1
      say({ kind: 'take', events })
      return until(() => given < underWay)
    },
    scan: (log) => {
      say({ kind: 'scan', log })
      return until(() => isScanned)
    },
    end: () => {
      say({ kind: 'end' })
      return until(() => isEnded)
    },
    stop: async () => {
      await thread.terminate()
    },
  }
}
