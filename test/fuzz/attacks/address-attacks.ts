import { validRequest } from '../generate/valid-request.ts'
import { type Attack, addressIn, shotOf } from '../shot.ts'
import { words } from './words.ts'

const queries: readonly string[] = [
  ...words(`
  ? ?? ?& ?= ?limit ?limit= ?limit=0 ?limit=201 ?limit=-1 ?limit=1e1 ?limit=0x10 ?limit=NaN
  ?limit=Infinity ?limit=1e400 ?limit=%00 ?limit=1&limit=2 ?limit[]=1 ?limit[a]=1 ?limit=9007199254740993
  ?limit=%F0%9F%98%80 ?limit=+5 ?limit=%205 ?cursor= ?cursor=x ?cursor=% ?cursor=%ff%fe ?cursor=%00
  ?cursor=%ED%A0%80 ?cursor=eyJhIjoxfQ ?cursor=AAAA&cursor=BBBB
  ?cursor=MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MA ?__proto__=1 ?__proto__[a]=1
  ?constructor=1 ?a=1 ?login= ?login=79 ?login=%2B79260250730 ?login=79260250730&login=79260250731
  ?login=%D9%A7 ?from=x ?from=2026-02-30T00:00:00Z
  ?from=9999-12-31T23:59:59.999999999Z&to=0000-01-01T00:00:00Z ?from=-271821-04-20T00:00:00Z ?to=1e3
  ?type=%27%20OR%201=1 ?field=%25 ?actor=* ?account=%2e%2e ?correlationId=%0d%0aX-Injected:%20yes
  ?type=TrunkLimitSet&field=trunkLimit&limit=200 ?% ?%zz=1 ?%C0%AF=1 ?limit=5#fragment ?limit=5;cursor=x
  ?limit=5%26cursor=x
  `),
  `?cursor=${'A'.repeat(512)}`,
  `?cursor=${'A'.repeat(513)}`,
  `?${'a=1&'.repeat(3000)}`,
  `?a=${'x'.repeat(12_000)}`,
]

const query: Attack = {
  kind: 'queries',
  weight: 7,
  craft: (aim) => {
    const { draw, world } = aim
    const listing = world.operations.filter(({ parameters }) =>
      parameters.some(({ name }) => name === 'limit'),
    )
    const operation = draw.chance(0.7) ? draw.pick(listing) : draw.pick(world.operations)
    const { crafted, principal } = validRequest(operation, aim)
    const chosen = draw.pick(queries)
    const target = (crafted.target.split('?', 1)[0] ?? '') + chosen
    return shotOf(
      world,
      { ...crafted, target },
      { kind: 'queries', name: chosen.slice(0, 40), operation, principal },
    )
  },
}

const segments: readonly string[] = [
  ...words(`
  . .. %2e%2e %2e%2e%2f ..%2f..%2f %2F %5c %00 a%00b % %z %ff %c0%ae %ed%a0%80 %252e%252e
  %0d%0aX-Injected:%20yes %20 + * : :accountId __proto__ constructor toString null undefined 0 -1 ' %22
  %3Cscript%3E %E2%80%AE %F0%9F%98%80 e%CC%81 ;a=b a;b a,b a=b $(id) {} [] ~
  `),
  '',
  'x'.repeat(64),
  'x'.repeat(65),
  'x'.repeat(100),
  'x'.repeat(101),
  'x'.repeat(5000),
  '%41'.repeat(100),
]

const segment: Attack = {
  kind: 'path parameters',
  weight: 6,
  craft: (aim) => {
    const { draw, world } = aim
    const operation = draw.pick(world.operations.filter(({ path }) => path.includes('{')))
    const { crafted, principal } = validRequest(operation, aim)
    const chosen = draw.pick(segments)
    const target = operation.path.replace(/\{\w+\}/, chosen)
    // Some of these are other addresses, or none.
    const same = /^[\w%-]+$/.test(chosen) && !chosen.startsWith('%2') && chosen !== ''
    return shotOf(
      world,
      { ...crafted, target, headers: [...crafted.headers, addressIn(draw)] },
      {
        kind: 'path parameters',
        name: chosen.slice(0, 40),
        operation: same ? operation : null,
        principal,
      },
    )
  },
}

export const addressAttacks: readonly Attack[] = [query, segment]
