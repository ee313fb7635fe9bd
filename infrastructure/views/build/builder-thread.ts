import { parentPort, workerData } from 'node:worker_threads'
import { scanLog } from '../../embedded-store/scan-log.ts'
import type { BuilderStart, FromBuilder, ToBuilder } from './builder-messages.ts'
import { openUnfinished } from './unfinished-file.ts'
import { wholeLogFold } from './whole-log-fold.ts'

const port = parentPort
if (port === null) throw new Error('this builds views in a thread of its own')

const started: BuilderStart = workerData
const { database, finish } = openUnfinished(started)
const fold = wholeLogFold(database, started.now)

const say = (message: FromBuilder): void => port.postMessage(message)
const sayTaken = (): void => say({ kind: 'taken', position: fold.position(), events: fold.events() })

/** Pages between two words of how far it has got. */
const pagesBetweenWords = 300

const scan = (log: string): void => {
  let pages = 0
  for (const page of scanLog(log)) {
    fold.take(page)
    pages += 1
    if (pages % pagesBetweenWords === 0) sayTaken()
  }
  sayTaken()
  say({ kind: 'scanned' })
}

port.on('message', (message: ToBuilder) => {
  if (message.kind === 'scan') return scan(message.log)
  if (message.kind === 'take') {
    fold.take(message.events.map((event) => ({ event, metadata: JSON.stringify(event.metadata) })))
    return sayTaken()
  }
  fold.end()
  finish()
  say({ kind: 'ended' })
  port.close()
})
