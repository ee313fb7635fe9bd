/** An answer as it came over the wire; nothing is repaired. */
export interface HttpAnswer {
  readonly status: number
  /** Names in lower case, in their order, repeated ones too. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

export interface Received {
  readonly answers: readonly HttpAnswer[]
  /** Bytes that belong to no whole answer. */
  readonly rest: string
}

/** Values of a header, one an occurrence. */
export const valuesOf = ({ headers }: HttpAnswer, name: string): readonly string[] =>
  headers.filter(([given]) => given === name).map(([, value]) => value)

export const headerOf = (answer: HttpAnswer, name: string): string | undefined => valuesOf(answer, name)[0]

/** The media type alone, without its parameters. */
export const mediaTypeOf = (answer: HttpAnswer): string =>
  (headerOf(answer, 'content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''

interface Part {
  readonly body: string
  readonly length: number
}

/** `null` while it is not whole. Works on latin1 text, where a character is a byte. */
const chunkedBody = (text: string): Part | null => {
  let at = 0
  let body = ''
  for (;;) {
    const line = text.indexOf('\r\n', at)
    if (line < 0) return null
    const size = Number.parseInt(text.slice(at, line), 16)
    if (!Number.isFinite(size)) return null
    const start = line + 2
    if (text.length < start + size + 2) return null
    body += text.slice(start, start + size)
    at = start + size + 2
    if (size === 0) return { body, length: at }
  }
}

const bodyless: ReadonlySet<number> = new Set([204, 304])

/** What could not be read as HTTP is refused with a body, whatever its method would have been. */
const hasNoBody = (answer: HttpAnswer, text: string): boolean =>
  answer.status < 400 || text === '' || headerOf(answer, 'connection') !== 'close'

const bodyOf = (answer: HttpAnswer, text: string, method: string | undefined): Part | null => {
  if ((method === 'HEAD' && hasNoBody(answer, text)) || bodyless.has(answer.status) || answer.status < 200)
    return { body: '', length: 0 }
  if (headerOf(answer, 'transfer-encoding')?.toLowerCase() === 'chunked') return chunkedBody(text)
  const length = headerOf(answer, 'content-length')
  if (length === undefined) return { body: text, length: text.length }
  return text.length < Number(length) ? null : { body: text.slice(0, Number(length)), length: Number(length) }
}

const headOf = (text: string): HttpAnswer | null => {
  const [first = '', ...lines] = text.split('\r\n')
  const status = /^HTTP\/1\.1 (\d{3})/.exec(first)?.[1]
  if (status === undefined) return null
  return {
    status: Number(status),
    headers: lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    }),
    body: '',
  }
}

/** Reads answers to requests of these methods, in their order; interim ones (1xx) are left out. */
export const answersIn = (received: Buffer, methods: readonly string[]): Received => {
  const answers: HttpAnswer[] = []
  let rest = received.toString('latin1')
  while (rest !== '') {
    const end = rest.indexOf('\r\n\r\n')
    const head = end < 0 ? null : headOf(rest.slice(0, end))
    if (head === null) break
    const part = bodyOf(head, rest.slice(end + 4), methods[answers.length])
    if (part === null) break
    const body = Buffer.from(part.body, 'latin1').toString('utf8')
    if (head.status >= 200) answers.push({ ...head, body })
    rest = rest.slice(end + 4 + part.length)
  }
  return { answers, rest }
}
