import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import type { AppOptions } from '../../../api/app-options.ts'
import { openedApp } from './opened-app.ts'

/** An app that listens, and bare connections to it. */
export const listening = async (options: Partial<AppOptions> = {}) => {
  const opened = await openedApp(options)
  await opened.app.listen({ port: 0, host: '127.0.0.1' })
  const address = opened.app.server.address()
  if (address === null || typeof address === 'string') throw new Error('the app does not listen')

  const connection = (): Promise<Socket> =>
    new Promise((resolve, reject) => {
      const socket = connect(address.port, '127.0.0.1', () => resolve(socket))
      socket.on('error', reject)
      onTestFinished(() => void socket.destroy())
    })

  /** Everything that comes back until the server ends the connection. */
  const untilEnd = (socket: Socket): Promise<string> =>
    new Promise((resolve) => {
      let text = ''
      socket.setEncoding('utf8')
      socket.on('data', (part) => {
        text += part
      })
      socket.on('close', () => resolve(text))
    })

  /** Sends bytes as they stand and gives all that comes back. */
  const raw = async (bytes: string): Promise<string> => {
    const socket = await connection()
    const answered = untilEnd(socket)
    socket.write(bytes)
    return answered
  }

  return { ...opened, base: `http://127.0.0.1:${address.port}`, connection, untilEnd, raw }
}

/** Status, headers and body of one raw answer. */
export const parsedAnswer = (text: string) => {
  const [head = '', body = ''] = text.split('\r\n\r\n', 2)
  const [first = '', ...lines] = head.split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    }),
  )
  return { status: Number(first.split(' ')[1]), headers, body }
}
