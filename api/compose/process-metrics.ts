import { collectDefaultMetrics, Registry } from 'prom-client'

let registry: Registry | null = null

/**
 * The process's own: event loop, garbage collection, heap, file descriptors. Of one process there is one; it begins to
 * measure when it is first asked for.
 */
export const processMetrics = (): Registry => {
  if (registry === null) {
    registry = new Registry()
    collectDefaultMetrics({ register: registry })
  }
  return registry
}
