import type { Piece } from '../wire/exchange.ts'

/** Bytes as they go out, with what they are. */
export interface Raw {
  readonly name: string
  readonly text: () => string
  readonly methods?: readonly string[]
  /** The server may close without a word, or wait for more: nothing that came can be answered. */
  readonly isSilent?: true
  readonly afterwards?: Piece['afterwards']
}

export const end = 'Host: a\r\nConnection: close\r\n'
export const path = '/api/v1/session'

export const get = (target: string, headers = end): string => `GET ${target} HTTP/1.1\r\n${headers}\r\n`

export const post = (headers: string, body: string): string =>
  `POST /api/v1/session/sip HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n${headers}\r\n${body}`
