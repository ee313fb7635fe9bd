import { join } from 'node:path'

/** Everything that lies in a data directory, by name. */
export interface DataFiles {
  readonly directory: string
  /** The log, unless EventStoreDB keeps it. */
  readonly events: string
  /** Secrets and keys, wrapped by the master key. */
  readonly vault: string
  /** Sessions, token hashes, answers, the reactions' tries. */
  readonly state: string
  /** One generation of views: a rebuild fills a file of its own while the old one serves. */
  readonly views: (generation: string) => string
  /** Development's master key; production names a file of its own. */
  readonly masterKey: string
  /** There while a restore changes the directory: one that was cut off is to be repeated, not served. */
  readonly unfinishedRestore: string
  /** Held by the one process that owns the directory. */
  readonly ownerLock: string
  /** Put there by staff to let the next start make a new state; taken away by it. */
  readonly newState: string
  /** The CLI's door to the owner. */
  readonly socket: string
}

export const dataFiles = (directory: string): DataFiles => ({
  directory,
  events: join(directory, 'events.db'),
  vault: join(directory, 'vault.db'),
  state: join(directory, 'state.db'),
  views: (generation) => join(directory, `views-${generation}.db`),
  masterKey: join(directory, 'master.key'),
  newState: join(directory, 'new-state'),
  unfinishedRestore: join(directory, 'restore.unfinished'),
  ownerLock: join(directory, 'owner.lock'),
  socket: join(directory, 'cabinet.sock'),
})
