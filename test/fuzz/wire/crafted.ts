export type Header = readonly [name: string, value: string]

/** A request before it becomes bytes; whatever is wrong with it is meant. */
export interface Crafted {
  readonly method: string
  readonly target: string
  /** Beside Host, Content-Length and Connection, which are added unless they are named here. */
  readonly headers: readonly Header[]
  readonly body: Buffer | null
}

export const withHeader = (crafted: Crafted, ...added: readonly Header[]): Crafted => {
  const names = new Set(added.map(([name]) => name.toLowerCase()))
  return {
    ...crafted,
    headers: [...crafted.headers.filter(([name]) => !names.has(name.toLowerCase())), ...added],
  }
}

const usual = ({ body }: Crafted): readonly Header[] => [
  ['Host', '127.0.0.1'],
  ...(body === null ? [] : [['Content-Length', String(body.length)] as const]),
  ['Connection', 'close'],
]

/** A header written as `-Name` is left out of what is usual. */
export const bytesOf = (crafted: Crafted): Buffer => {
  const named = new Set(crafted.headers.map(([name]) => name.toLowerCase().replace(/^-/, '')))
  const headers = [
    ...usual(crafted).filter(([name]) => !named.has(name.toLowerCase())),
    ...crafted.headers.filter(([name]) => !name.startsWith('-')),
  ]
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const head = Buffer.from(`${crafted.method} ${crafted.target} HTTP/1.1\r\n${lines}\r\n`, 'latin1')
  return crafted.body === null ? head : Buffer.concat([head, crafted.body])
}
