import { jsonHeader, validRequest } from '../generate/valid-request.ts'
import { type Attack, shotOf } from '../shot.ts'
import { type Header, withHeader } from '../wire/crafted.ts'
import { addressAttacks } from './address-attacks.ts'
import { headerAttack } from './header-attacks.ts'
import { words } from './words.ts'

const methods = words(
  'HEAD OPTIONS TRACE PATCH PUT POST DELETE GET PROPFIND SEARCH LINK PURGE QUERY M-SEARCH get FOO CONNECT GETT',
)

const method: Attack = {
  kind: 'methods',
  weight: 5,
  craft: (aim) => {
    const { draw, world } = aim
    const { crafted, principal, operation } = validRequest(draw.pick(world.operations), aim)
    const asked = draw.pick(methods)
    const also = world.operations.find(
      ({ path, method: known }) => path === operation.path && known === asked,
    )
    return shotOf(
      world,
      { ...crafted, method: asked },
      {
        kind: 'methods',
        name: `${asked} instead of ${crafted.method}`,
        principal,
        operation: also ?? null,
        // A tunnel that nobody digs is closed without a word.
        mayStaySilent: asked === 'CONNECT',
      },
    )
  },
}

const mediaTypes: readonly string[] = [
  ...words(`
  text/plain text/xml application/xml application/x-www-form-urlencoded application/octet-stream
  application/json;charset="utf-8" APPLICATION/JSON application/jsonx application/vnd.api+json
  application/merge-patch+json application/json;;; json / ; */* text/csv application/x-ndjson __proto__
  constructor
  `),
  'multipart/form-data; boundary=x',
  'application/json; charset=utf-16',
  'application/json; charset=koi8-r',
  'application/json; charset=',
  'application/json, application/json',
  '',
  ' ',
  'application/json\tx',
  'text/csv; header=absent',
  'application/json; boundary=__proto__',
  '\xff/\xff',
  `a/${'b'.repeat(4000)}`,
]

const contentEncodings = ['gzip', 'br', 'deflate', 'identity', 'zstd', 'x', 'gzip, gzip', '']

const media: Attack = {
  kind: 'media types',
  weight: 6,
  craft: (aim) => {
    const { draw, world } = aim
    const operation = draw.pick(world.operations.filter(({ body }) => body !== null || draw.chance(0.2)))
    const { crafted, principal } = validRequest(operation, aim)
    const body = crafted.body ?? Buffer.from('{}')
    const given: Header = draw.chance(0.75)
      ? ['Content-Type', draw.pick(mediaTypes)]
      : ['Content-Encoding', draw.pick(contentEncodings)]
    const headersNow = given[0] === 'Content-Type' ? [] : [jsonHeader]
    return shotOf(world, withHeader({ ...crafted, body }, ...headersNow, given), {
      kind: 'media types',
      name: `${given[0]}: ${given[1].slice(0, 40)}`,
      operation,
      principal,
    })
  },
}

export const requestAttacks: readonly Attack[] = [headerAttack, method, media, ...addressAttacks]
