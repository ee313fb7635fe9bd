import { chmodSync, rmSync } from 'node:fs'
import type { FastifyBaseLogger } from 'fastify'
import { isListening } from '../infrastructure/data-directory/is-listening.ts'
import { isStorageTrouble } from '../infrastructure/sqlite/storage-trouble.ts'
import { buildApp } from './app.ts'
import type { AppOptions, Bounds } from './app-options.ts'
import type { ComposedCabinet } from './compose.ts'
import { hearLastCallers } from './last-callers.ts'

export interface DoorOptions {
  readonly mode: AppOptions['mode']
  readonly publicUrl: URL
  readonly trustedProxies: readonly string[]
  readonly log: FastifyBaseLogger
  readonly bounds?: Partial<Bounds>
}

/** An open door; closing it lets what is in flight finish. */
export interface Door {
  /** Where it listens: an address, or the path of a socket. */
  readonly at: string
  readonly close: () => Promise<void>
}

const appFor = (door: AppOptions['door'], { cabinet, inbox }: ComposedCabinet, options: DoorOptions) =>
  buildApp({ ...options, cabinet, door, isStorageTrouble, ...(inbox === null ? {} : { inbox: inbox.items }) })

/** Listens where browsers and programs come in. */
export const openNetworkDoor = async (
  composed: ComposedCabinet,
  options: DoorOptions,
  where: { readonly host: string; readonly port: number },
): Promise<Door> => {
  const app = await appFor('network', composed, options)
  return { at: await app.listen(where), close: () => app.close() }
}

/**
 * Listens on the CLI's Unix socket, for the directory's owner alone (0600). A socket that a killed process left
 * behind is removed: whoever owns the data directory knows that nobody listens there. When it closes, newcomers find
 * nobody, and whoever has got in is heard.
 */
export const openSocketDoor = async (composed: ComposedCabinet, options: DoorOptions): Promise<Door> => {
  const path = composed.files.socket
  if (!(await isListening(path))) rmSync(path, { force: true })
  const app = await appFor('socket', composed, options)
  const lastCallersHeard = hearLastCallers(app)
  const before = process.umask(0o177)
  try {
    await app.listen({ path })
  } finally {
    process.umask(before)
  }
  chmodSync(path, 0o600)
  const close = async () => {
    rmSync(path, { force: true })
    await lastCallersHeard()
    await app.close()
  }
  return { at: path, close }
}
