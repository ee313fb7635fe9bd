import type { Mode } from './options.ts'
import type { Shot } from './shot.ts'

export interface Finding {
  readonly number: number
  readonly says: string
  readonly shot: Shot | null
  readonly received: string
}

const mostShown = 3
const mostNamed = 25
const longestShown = 1500

/** Bytes as text that can be read and typed again. */
const readable = (bytes: Buffer): string => {
  const text = bytes
    .subarray(0, longestShown)
    .toString('latin1')
    .replace(/[^\n\r\x20-\x7e]/g, (sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`)
    .replaceAll('\r\n', '\\r\\n\n')
  return bytes.length > longestShown ? `${text}… (${bytes.length} bytes in all)` : text
}

const indented = (text: string): string => text.replaceAll(/^/gm, '      ')

/** What draws the same requests again. */
export interface Draws {
  readonly mode: Mode
  readonly seed: number
}

const shownOne = ({ number, shot, received }: Finding, { mode, seed }: Draws): readonly string[] => [
  `  #${number} ${shot === null ? '' : `${shot.kind}: ${shot.name}, by ${shot.principal.name}`}`,
  ...(number > 0 ? [`    again: npm run fuzz -- --mode ${mode} --seed ${seed} --only ${number}`] : []),
  ...(shot === null
    ? []
    : ['    request:', indented(readable(Buffer.concat(shot.pieces.map(({ bytes }) => bytes))))]),
  ...(received === '' ? [] : ['    answer:', indented(readable(Buffer.from(received, 'latin1')))]),
]

/** Findings by what they say, the most frequent first, each with a few requests to try again. */
export const shownFindings = (findings: readonly Finding[], draws: Draws): string =>
  [...Map.groupBy(findings, ({ says }) => says)]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .flatMap(([says, group]) => [
      '',
      `FINDING (${group.length}): ${says}`,
      ...group.slice(0, mostShown).flatMap((finding) => shownOne(finding, draws)),
      ...group
        .slice(mostShown, mostNamed)
        .map(
          ({ number, shot }) => `  also #${number} ${shot?.kind}: ${shot?.name}, by ${shot?.principal.name}`,
        ),
    ])
    .join('\n')
