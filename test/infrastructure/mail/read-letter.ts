/** What a person's mail program makes of a letter, worked out apart from the sender's library. */
export interface ReadLetter {
  /** By lower-case name, unfolded and decoded; a name that comes twice has two. */
  readonly headers: ReadonlyMap<string, readonly string[]>
  readonly text: string
}

const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1')

const quotedPrintable = (text: string): string =>
  text
    .replace(/[ \t]+$/gm, '')
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

/** RFC 2047. White space between two encoded words is not there. */
const decodedHeader = (value: string): string =>
  value
    .replace(/(=\?[^?]+\?[BQ]\?[^?]*\?=)\s+(?==\?)/gi, '$1')
    .replace(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi, (_, how: string, content: string) =>
      how.toUpperCase() === 'B'
        ? Buffer.from(content, 'base64').toString('latin1')
        : quotedPrintable(content.replaceAll('_', ' ')),
    )

export const readLetter = (raw: string): ReadLetter => {
  const end = raw.indexOf('\r\n\r\n')
  const headers = new Map<string, readonly string[]>()
  for (const line of raw
    .slice(0, end)
    .replace(/\r\n(?=[ \t])/g, '')
    .split('\r\n')) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).toLowerCase()
    const value = bytesOf(decodedHeader(line.slice(colon + 1).trim())).toString('utf8')
    headers.set(name, [...(headers.get(name) ?? []), value])
  }
  const body = raw.slice(end + 4)
  const encoding = headers.get('content-transfer-encoding')?.[0]?.toLowerCase()
  if (encoding === 'base64') return { headers, text: Buffer.from(body, 'base64').toString('utf8') }
  const plain = encoding === 'quoted-printable' ? quotedPrintable(body) : body
  return { headers, text: bytesOf(plain).toString('utf8') }
}
