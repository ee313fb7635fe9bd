import type { Draw } from '../draw.ts'
import { type ValidRequest, validRequest } from '../generate/valid-request.ts'
import { type Aim, type Attack, type Shot, shotOf } from '../shot.ts'
import * as nasty from './nasty-json.ts'

/** A valid request that has a JSON body. */
const withJson = (aim: Aim): ValidRequest => {
  const { draw, world } = aim
  const operations = world.operations.filter(
    ({ body, atSocket }) => body?.mediaType === 'application/json' && !atSocket,
  )
  return validRequest(draw.pick(operations), aim)
}

/** Sent twice with one key the first answer is replayed; a key also makes the server read the body as a whole. */
const keyFor = (draw: Draw) =>
  draw.chance(0.4) ? ([['Idempotency-Key', `fuzz-${draw.below(1e9)}`]] as const) : []

const withBody = (aim: Aim, kind: string, name: string, valid: ValidRequest, body: Buffer | string): Shot => {
  const { crafted, operation, principal } = valid
  const headers = [...crafted.headers.filter(([given]) => given !== 'Idempotency-Key'), ...keyFor(aim.draw)]
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  return shotOf(aim.world, { ...crafted, headers, body: bytes }, { kind, name, operation, principal })
}

const membersOf = (value: unknown): readonly (readonly [string, unknown])[] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : []

const objectText = (
  members: readonly (readonly [string, unknown])[],
  replaced: string,
  text: string,
): string =>
  `{${members.map(([name, value]) => `${JSON.stringify(name)}:${name === replaced ? text : JSON.stringify(value)}`).join()}}`

/** One field, or the whole body, becomes something nasty. */
const replacing = (kind: string, weight: number, table: readonly nasty.NastyJson[]): Attack => ({
  kind,
  weight,
  craft: (aim) => {
    const valid = withJson(aim)
    const { name, text } = aim.draw.pick(table)
    const members = membersOf(valid.value)
    if (members.length === 0 || aim.draw.chance(0.15))
      return withBody(aim, kind, `whole: ${name}`, valid, text())
    const [field] = aim.draw.pick(members)
    return withBody(aim, kind, `${field}: ${name}`, valid, objectText(members, field, text()))
  },
})

type Reshape = (members: readonly (readonly [string, unknown])[], draw: Draw) => string

const shapes: readonly (readonly [string, Reshape])[] = [
  [
    'a field left out',
    (members, draw) => JSON.stringify(Object.fromEntries(members.toSpliced(draw.below(members.length), 1))),
  ],
  ['a field too many', (members) => objectText([...members, ['extra', 1]], '', '')],
  ['a field twice', (members, draw) => objectText([...members, [draw.pick(members)[0], null]], '', '')],
  [
    'a field in capitals',
    (members) =>
      objectText(
        members.map(([name, value]) => [name.toUpperCase(), value]),
        '',
        '',
      ),
  ],
  [
    'a field with a blank',
    (members) =>
      objectText(
        members.map(([name, value]) => [`${name} `, value]),
        '',
        '',
      ),
  ],
  [
    'all fields a thousand times',
    (members) => `{${`${objectText(members, '', '').slice(1, -1)},`.repeat(200)}"x":1}`,
  ],
  ['in a list', (members) => `[${objectText(members, '', '')}]`],
  ['as a text', (members) => JSON.stringify(objectText(members, '', ''))],
  ['nothing in it', () => '{}'],
]

const reshaping: Attack = {
  kind: 'body: fields',
  weight: 5,
  craft: (aim) => {
    const valid = withJson(aim)
    const [name, reshape] = aim.draw.pick(shapes)
    const members = membersOf(valid.value)
    return withBody(
      aim,
      'body: fields',
      name,
      valid,
      members.length === 0 ? '[]' : reshape(members, aim.draw),
    )
  },
}

const polluting: Attack = {
  kind: 'body: names',
  weight: 5,
  craft: (aim) => {
    const valid = withJson(aim)
    const { name, text } = aim.draw.pick(nasty.pollution)
    const inner = objectText(membersOf(valid.value), '', '').slice(1, -1)
    return withBody(
      aim,
      'body: names',
      name,
      valid,
      `{${[text(), inner].filter((part) => part !== '').join()}}`,
    )
  },
}

/** What bytes can do that text cannot. */
const encodings: readonly (readonly [string, (text: string) => Buffer])[] = [
  ['byte order mark', (text) => Buffer.from(`\ufeff${text}`)],
  ['UTF-16LE', (text) => Buffer.from(text, 'utf16le')],
  ['UTF-16LE with mark', (text) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])],
  [
    'overlong slash',
    (text) =>
      Buffer.concat([
        Buffer.from(text.slice(0, -1)),
        Buffer.from(',"a":"'),
        Buffer.from([0xc0, 0xaf]),
        Buffer.from('"}'),
      ]),
  ],
  [
    'overlong NUL',
    (text) =>
      Buffer.concat([
        Buffer.from(text.slice(0, -1)),
        Buffer.from(',"a":"'),
        Buffer.from([0xc0, 0x80]),
        Buffer.from('"}'),
      ]),
  ],
  [
    'surrogates in UTF-8',
    (text) =>
      Buffer.concat([
        Buffer.from(text.slice(0, -1)),
        Buffer.from(',"a":"'),
        Buffer.from([0xed, 0xa0, 0x80]),
        Buffer.from('"}'),
      ]),
  ],
  [
    'beyond Unicode',
    () =>
      Buffer.concat([
        Buffer.from('{"reason":"'),
        Buffer.from([0xf5, 0x80, 0x80, 0x80, 0xff, 0xfe]),
        Buffer.from('"}'),
      ]),
  ],
  ['cut in a character', (text) => Buffer.concat([Buffer.from(text), Buffer.from([0xd0])])],
  ['latin1', (text) => Buffer.from(text, 'latin1')],
  [
    'random bytes',
    (text) => Buffer.from([...Buffer.from(text)].map((byte, at) => byte ^ ((at * 197) % 256))),
  ],
  ['trailing NULs', (text) => Buffer.concat([Buffer.from(text), Buffer.alloc(100)])],
  ['leading blanks', (text) => Buffer.from(` \t\r\n`.repeat(500) + text)],
  ['trailing text', (text) => Buffer.from(`${text}{}`)],
  ['cut off', (text) => Buffer.from(text.slice(0, Math.ceil(text.length / 2)))],
  ['trailing comma', (text) => Buffer.from(`${text.slice(0, -1)},}`)],
  ['comments', (text) => Buffer.from(`/* a */${text}// b`)],
  ['JSONP', (text) => Buffer.from(`callback(${text})`)],
  ['form', () => Buffer.from('lines=5&mode=SIP')],
  [
    'XML entity',
    () =>
      Buffer.from('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
  ],
  ['empty', () => Buffer.alloc(0)],
  ['one NUL', () => Buffer.alloc(1)],
  ['gzip magic', () => Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0])],
]

const encoding: Attack = {
  kind: 'body: bytes',
  weight: 7,
  craft: (aim) => {
    const valid = withJson(aim)
    const [name, encode] = aim.draw.pick(encodings)
    return withBody(aim, 'body: bytes', name, valid, encode(JSON.stringify(valid.value)))
  },
}

export const bodyAttacks: readonly Attack[] = [
  replacing('body: types', 7, nasty.wrongTypes),
  replacing('body: numbers', 7, nasty.numbers),
  replacing('body: texts', 8, nasty.texts),
  replacing('body: huge', 3, nasty.huge),
  replacing('body: deep', 3, nasty.deep),
  reshaping,
  polluting,
  encoding,
]
