import { validRequest } from '../generate/valid-request.ts'
import { type Attack, shotOf } from '../shot.ts'
import { withHeader } from '../wire/crafted.ts'

const heading = 'login,password,routing,lines,tariff_option,caller_id,balance'

/** Bytes where CSV or NDJSON is expected. */
const streams: readonly (readonly [name: string, bytes: () => Buffer])[] = [
  ['nothing', () => Buffer.alloc(0)],
  ['blanks', () => Buffer.from(' \n\t\r\n\n')],
  ['a heading alone', () => Buffer.from(heading)],
  ['another heading', () => Buffer.from('a,b,c\n1,2,3\n')],
  ['a heading twice', () => Buffer.from(`${heading}\n${heading}\n`)],
  ['columns twice', () => Buffer.from('login,login,password,password\n79260000001,79260000002,a,b\n')],
  ['columns of __proto__', () => Buffer.from('login,__proto__,constructor\n79260000001,x,y\n')],
  ['columns in capitals', () => Buffer.from(`${heading.toUpperCase()}\n79260000003,,,,,,\n`)],
  ['semicolons', () => Buffer.from(`${heading.replaceAll(',', ';')}\n79260000004;;;;;;\n`)],
  ['a byte order mark', () => Buffer.from(`\ufeff${heading}\n79260000005,,,,,,\n`)],
  ['UTF-16', () => Buffer.from(`\ufeff${heading}\n79260000006,,,,,,\n`, 'utf16le')],
  [
    'no UTF-8',
    () => Buffer.concat([Buffer.from(`${heading}\n`), Buffer.from([0x37, 0xff, 0xfe, 0xc0, 0xaf, 10])]),
  ],
  [
    'cut in a character',
    () => Buffer.concat([Buffer.from(`${heading}\n79260000007,,,,`), Buffer.from([0xd0])]),
  ],
  ['NULs', () => Buffer.concat([Buffer.from(`${heading}\n`), Buffer.alloc(500)])],
  ['a quote never closed', () => Buffer.from(`${heading}\n"79260000008,,,,,,\n${'x\n'.repeat(2000)}`)],
  ['quotes in the middle', () => Buffer.from(`${heading}\n79"26"0,a"b,"",,,,\n`)],
  ['too many cells', () => Buffer.from(`${heading}\n${'x,'.repeat(20_000)}\n`)],
  ['too few cells', () => Buffer.from(`${heading}\n79260000009\n`)],
  ['a line of 200,000', () => Buffer.from(`${heading}\n${'7'.repeat(200_000)}\n`)],
  ['a heading of 200,000', () => Buffer.from('login,'.repeat(33_000))],
  ['no line break in 500,000', () => Buffer.alloc(500_000, 0x61)],
  ['2,000 refused lines', () => Buffer.from(`${heading}\n${'x,,,,,,\n'.repeat(2000)}`)],
  [
    '2,000 balances of nobody',
    () => Buffer.from('{"login":"79000000000","kopecks":1,"asOf":"2026-11-23T09:30:00Z"}\n'.repeat(2000)),
  ],
  ['a JSON list', () => Buffer.from('[{"login":"79260000001","kopecks":1,"asOf":"2026-11-23T09:30:00Z"}]')],
  ['deep lines', () => Buffer.from(`${'['.repeat(30_000)}${']'.repeat(30_000)}\n`.repeat(3))],
  ['carriage returns', () => Buffer.from(`${heading}\r79260000010,,,,,,\r`)],
  ['line separators', () => Buffer.from(`${heading}\u2028{"login":"79260000001"}\u2029`)],
]

/** Bodies that are read as they come: what breaks one line must not break the others, and never the server. */
export const streamAttack: Attack = {
  kind: 'streams',
  weight: 4,
  craft: (aim) => {
    const { draw, world } = aim
    const operation = draw.pick(
      world.operations.filter(({ body }) => body !== null && body.mediaType !== 'application/json'),
    )
    const { crafted, principal } = validRequest(operation, aim)
    const [name, bytes] = draw.pick(streams)
    const asked = { ...crafted, body: bytes() }
    const given = { kind: 'streams', name: `${operation.id}: ${name}`, operation, principal }
    return shotOf(
      world,
      draw.chance(0.5) ? asked : withHeader(asked, ['Accept', 'application/x-ndjson']),
      given,
    )
  },
}
