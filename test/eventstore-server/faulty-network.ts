import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net'

/** A TCP way to a server that can be taken away, frozen and reset, whatever the server is. */
export interface FaultyNetwork {
  readonly port: number
  /** Refuses and resets connections until `comeBack`, which listens on the same port again. */
  readonly goAway: () => Promise<void>
  readonly comeBack: () => Promise<void>
  /** Takes connections and bytes and hands none on; `unfreeze` lets everything through, in order. */
  readonly freeze: () => void
  readonly unfreeze: () => void
  /** Resets every connection. */
  readonly reset: () => void
  readonly close: () => Promise<void>
}

interface Target {
  readonly host: string
  readonly port: number
}

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve())
  })

const closed = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()))

/** Opens a way to `target` on a port of its own on the loopback interface. */
export const openFaultyNetwork = async (target: Target): Promise<FaultyNetwork> => {
  const sockets = new Set<Socket>()
  let frozen = false
  let port = 0

  const resume = (socket: Socket): void => {
    if (!frozen) socket.resume()
  }

  const carry = (from: Socket, to: Socket): void => {
    sockets.add(from)
    from.setNoDelay(true)
    from.on('data', (bytes) => {
      if (!to.write(bytes)) from.pause()
    })
    to.on('drain', () => resume(from))
    from.on('end', () => to.end())
    from.on('error', () => to.destroy())
    from.on('close', () => {
      sockets.delete(from)
      to.destroy()
    })
    if (frozen) from.pause()
  }

  const open = (): Server =>
    createServer((client) => {
      const upstream = createConnection(target)
      carry(client, upstream)
      carry(upstream, client)
    })

  let server: Server | null = open()
  await listen(server, port)
  const address: AddressInfo | string | null = server.address()
  port = typeof address === 'object' && address !== null ? address.port : 0

  const reset = (): void => {
    for (const socket of [...sockets]) socket.resetAndDestroy()
  }
  const goAway = async (): Promise<void> => {
    const leaving = server
    server = null
    const gone = leaving === null ? Promise.resolve() : closed(leaving)
    reset()
    await gone
  }

  return {
    get port() {
      return port
    },
    reset,
    goAway,
    close: goAway,
    comeBack: async () => {
      if (server !== null) return
      server = open()
      await listen(server, port)
    },
    freeze: () => {
      frozen = true
      for (const socket of sockets) socket.pause()
    },
    unfreeze: () => {
      frozen = false
      for (const socket of sockets) socket.resume()
    },
  }
}
