import { readdir, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { Gauge, type Registry } from 'prom-client'
import { type MessageAsker, messageAskers } from '../../application/ports/message-limits.ts'
import type { DataFiles } from '../../infrastructure/data-directory/data-files.ts'

interface Parts {
  readonly registry: Registry
  readonly files: DataFiles
  readonly version: string
  /** Sessions that still let somebody in. */
  readonly liveSessions: () => number
  /** Codes and letters that were asked for in the last hour. */
  readonly messagesLastHour: (asker: MessageAsker) => number
}

/** Which store a file of the data directory belongs to, its write-ahead log included. */
const storeOf = (name: string): string | null => /^(events|vault|state|views)[-.].*db/.exec(name)?.[1] ?? null

const sizesIn = async (directory: string): Promise<ReadonlyMap<string, number>> => {
  const sizes = new Map<string, number>()
  for (const name of await readdir(directory)) {
    const store = storeOf(name)
    // A generation of views may have gone since it was listed.
    const found = store === null ? null : await stat(join(directory, name)).catch(() => null)
    if (store !== null && found !== null) sizes.set(store, (sizes.get(store) ?? 0) + found.size)
  }
  return sizes
}

/** Registers what is looked at whenever metrics are asked for: files, room, sessions, and which build it is. */
export const machineFacts = ({ registry, files, version, liveSessions, messagesLastHour }: Parts): void => {
  const registers = [registry]
  new Gauge({
    name: 'cabinet_build_info',
    help: 'Always 1; which version runs on which Node.',
    labelNames: ['version', 'node'],
    registers,
  }).set({ version, node: process.version }, 1)
  new Gauge({
    name: 'cabinet_store_size_bytes',
    help: 'Bytes of a store in the data directory, its write-ahead log included.',
    labelNames: ['store'],
    registers,
    async collect() {
      for (const [store, bytes] of await sizesIn(files.directory)) this.set({ store }, bytes)
    },
  })
  new Gauge({
    name: 'cabinet_data_free_bytes',
    help: 'Bytes that are free for the data directory.',
    registers,
    async collect() {
      const { bavail, bsize } = await statfs(files.directory)
      this.set(bavail * bsize)
    },
  })
  new Gauge({
    name: 'cabinet_messages_asked_last_hour',
    help: 'Codes and letters that were asked for in the last hour, by who asks; over its ceiling none is sent any more.',
    labelNames: ['asker'],
    registers,
    collect() {
      for (const asker of messageAskers) this.set({ asker }, messagesLastHour(asker))
    },
  })
  new Gauge({
    name: 'cabinet_sessions_live',
    help: 'Sessions that still let somebody in.',
    registers,
    collect() {
      this.set(liveSessions())
    },
  })
}
