import type { Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'

/** Milliseconds that a caller who has connected may take to ask; a command asks at once. */
const patience = 1000

/**
 * Of a door whose callers ask once and go: a caller who got in before the end is heard. Without it, the kernel would
 * reset connections that were made but not read from yet, and a command could not know whether it was carried out.
 * Returns the wait for everybody who has connected to have asked; whoever has not after a second is cut off.
 */
export const hearLastCallers = (app: FastifyInstance): (() => Promise<void>) => {
  const silent = new Set<Socket>()
  let quiet = () => {}
  const leave = (socket: Socket) => {
    silent.delete(socket)
    if (silent.size === 0) quiet()
  }
  app.server.on('connection', (socket: Socket) => {
    silent.add(socket)
    socket.once('close', () => leave(socket))
  })
  app.server.on('request', ({ socket }) => leave(socket))
  // One request to a connection: one that is kept alive could be closed just as its client asks again. Not while an
  // upload is still coming: its client would be cut off before it has read why it was refused.
  app.addHook('onSend', (request, reply, _payload, done) => {
    if (request.raw.complete) reply.header('connection', 'close')
    done()
  })

  /** What waits in the kernel's queue is taken in by the next turns of the event loop. */
  const turns = () => setTimeout(20)

  return async () => {
    await turns()
    const everybodyAsked = new Promise<void>((resolve) => {
      quiet = resolve
    })
    if (silent.size > 0) await Promise.race([everybodyAsked, setTimeout(patience)])
    for (const socket of silent) socket.destroy()
  }
}
