import { createHash } from 'node:crypto'
import { z } from 'zod'
import { holdsValue, uuid } from './holds-value.ts'

const line = z.looseObject({
  time: z.union([z.number(), z.iso.datetime()]),
  level: z.number(),
  msg: z.string().min(1),
  correlationId: z.string().optional(),
})

/** What looks personal or secret whoever it belongs to. Positions, times and lengths have fewer digits, or more. */
const looks: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a number of a phone', /(?<![\d.])(?:\+?7|8)?9\d{9}(?!\d)|(?<!\d)\+\d{10,15}(?!\d)/],
  ['an e-mail address', /[\w.+-]+@[\w-]+\.[a-z]{2,}/i],
  ['an address', /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])|::1\b|::ffff:/],
  ['a query string', /\?[\w%.-]+=/],
  ['a token', /Bearer |(?<![\w-])(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]{43}(?![\w-])/],
  ['a hash', /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])|\$argon2/],
  ['a cookie', /(?:set-)?cookie|session=/i],
]

/** Where the server itself listens is no one's address. */
const tellsItsOwnAddress = ({ msg }: z.infer<typeof line>): boolean =>
  msg.startsWith('Server listening at ') || msg === 'listening'

const asJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const faultsOfLine = (text: string): readonly string[] => {
  const read = line.safeParse(asJson(text))
  if (!read.success) return [`not JSON with time, level and msg: ${text}`]
  const { msg, correlationId } = read.data
  const bare = text.replace(uuid, '')
  return [
    ...looks.flatMap(([what, pattern]) =>
      pattern.test(bare) && !(what === 'an address' && tellsItsOwnAddress(read.data))
        ? [`${what} in: ${text}`]
        : [],
    ),
    ...(msg === 'answered' && correlationId === undefined ? [`no correlation id in: ${text}`] : []),
  ]
}

const hashes = (value: string): readonly string[] =>
  (['sha256', 'sha512', 'md5', 'sha1'] as const).flatMap((algorithm) => {
    const digest = createHash(algorithm).update(value).digest()
    return [digest.toString('hex'), digest.toString('base64url'), digest.toString('base64')]
  })

const writings = (value: string): readonly string[] => [
  value,
  encodeURIComponent(value),
  Buffer.from(value).toString('base64'),
  Buffer.from(value).toString('base64url'),
  ...hashes(value),
]

/**
 * What is wrong with a log (`security.md`, logs): lines that are not structured, whatever looks personal or secret, and
 * every known value, as it is, encoded or hashed. Empty when all is well.
 */
export const examineLog = (lines: readonly string[], known: Iterable<string>): readonly string[] => {
  const texts = lines.flatMap((chunk) => chunk.split('\n')).filter((text) => text !== '')
  const forbidden = [...known]
    .filter((value) => value.length >= 6)
    .flatMap(writings)
    .map(holdsValue)
  return texts.flatMap((text) => [
    ...faultsOfLine(text),
    ...(forbidden.some((isIn) => isIn(text)) ? [`a known value in: ${text}`] : []),
  ])
}
