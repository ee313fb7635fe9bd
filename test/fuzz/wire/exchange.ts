import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { answersIn } from './http-answer.ts'

/** Bytes to send, after a pause; then perhaps the sending side is closed, or the whole connection is torn down. */
export interface Piece {
  readonly bytes: Buffer
  /** Milliseconds. */
  readonly pause?: number
  readonly afterwards?: 'halfClose' | 'reset'
}

export interface Exchange {
  readonly received: Buffer
  /** `answered`: whole answers and then silence on a connection that stays open. */
  readonly end: 'closed' | 'broken' | 'answered' | 'timeout' | 'left'
  readonly milliseconds: number
}

export interface ToSend {
  readonly pieces: readonly Piece[]
  readonly methods: readonly string[]
  /** Milliseconds until it is given up. */
  readonly patience: number
  /** Gives it up before. */
  readonly signal?: AbortSignal
}

/** Milliseconds of silence after which no more answers are expected on an open connection. */
const silence = 700

/** One connection: sends every piece and gathers all that comes back. */
export const exchange = (port: number, { pieces, methods, patience, signal }: ToSend): Promise<Exchange> =>
  new Promise((resolve) => {
    const began = performance.now()
    const chunks: Buffer[] = []
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    let quiet: NodeJS.Timeout | undefined
    let sent = false

    const finish = (end: Exchange['end']): void => {
      clearTimeout(quiet)
      clearTimeout(limit)
      socket.destroy()
      resolve({ received: Buffer.concat(chunks), end, milliseconds: performance.now() - began })
    }
    const limit = setTimeout(() => finish('timeout'), patience)

    signal?.addEventListener('abort', () => finish('left'))

    const whenQuiet = (): void => {
      const { answers, rest } = answersIn(Buffer.concat(chunks), methods)
      if (sent && answers.length > 0 && rest === '') finish('answered')
    }

    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      clearTimeout(quiet)
      quiet = setTimeout(whenQuiet, silence)
    })
    socket.on('end', () => finish('closed'))
    socket.on('close', () => finish('closed'))
    socket.on('error', () => finish('broken'))

    const leave = async (): Promise<void> => {
      await pause(5)
      socket.resetAndDestroy()
      finish('left')
    }

    const sendOne = async ({ bytes, pause: before, afterwards }: Piece): Promise<void> => {
      if (before !== undefined) await pause(before)
      if (socket.destroyed) return
      socket.write(bytes)
      if (afterwards === 'halfClose') socket.end()
      if (afterwards === 'reset') await leave()
    }

    const send = async (): Promise<void> => {
      for (const piece of pieces) await sendOne(piece)
      sent = true
    }
    socket.on('connect', () => void send())
  })
