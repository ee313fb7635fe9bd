import { randomUUID } from 'node:crypto'
import type { ExpectedRevision } from '../../../application/ports/event-store.ts'
import { openEmbeddedStore } from '../../../infrastructure/embedded-store/embedded-store.ts'

// Appends for ever with 50 writers, three events at a time, and prints each acknowledged id as soon as it knows.
const opened = openEmbeddedStore(process.argv[2] ?? '', { clock: { now: () => 0, wait: async () => {} } })
if (opened._tag === 'Left') throw new Error(opened.left.message)
const store = opened.right

const event = () => ({ id: randomUUID(), type: 'TrunkLimitSet', data: {}, metadata: {} })

const write = async (writer: number): Promise<never> => {
  const stream = `sipAccount-${writer}` as const
  const last = await store.readStream(stream, { direction: 'backwards', limit: 1 })()
  let expected: ExpectedRevision =
    last._tag === 'Right' ? (last.right[0]?.revision ?? 'noStream') : 'noStream'
  for (;;) {
    const batch = [event(), event(), event()] as const
    const appended = await store.append(stream, expected, batch)()
    if (appended._tag === 'Left') throw new Error(appended.left.kind)
    expected = appended.right.revision
    process.stdout.write(`${batch.map(({ id }) => id).join(' ')}\n`)
  }
}

await Promise.all(Array.from({ length: 50 }, (_, writer) => write(writer)))
