import { type Attack, addressIn, shotOf } from '../shot.ts'
import type { Header } from '../wire/crafted.ts'
import { words } from './words.ts'

const values: readonly string[] = [
  ...words(`
  ]]> <![CDATA[x]]> &amp; &#0; &#x1F600; " ' </result> </response><response> -- %3C/code%3E %00 % %z
  %ff%fe %ED%A0%80 %0d%0aX-Injected:%20yes %0a ..%2f __proto__ constructor -1 0 1 2 3 20 21 1e1 0x1 ٣
  %D9%A3 99999999999999999999 NaN null 1%202 %201 1.0 +1 %F0%9F%98%80 %E2%80%AE
  `),
  '',
  '<!ENTITY a "b">',
  '<?xml version="1.0"?>',
  'x'.repeat(300),
  'x'.repeat(4200),
]

const commands: readonly string[] = [
  ...words(`
  routing routing/set balance status profile lines password password/change nothing routing/ ROUTING
  routing/set/ a/b/c .. %2e%2e routing%2fset __proto__ constructor toString %00 %
  `),
  '',
  'x'.repeat(300),
]

const setting: ReadonlyMap<string, string> = new Map([
  ['routing', 'routing'],
  ['routing/set', 'routing'],
  ['lines', 'lines'],
  ['password', 'new_password'],
  ['password/change', 'new_password'],
])

const methods = [
  'GET',
  'GET',
  'GET',
  'POST',
  'POST',
  'HEAD',
  'PUT',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'PATCH',
] as const

const odd: readonly (readonly Header[])[] = [
  [],
  [],
  [['Content-Type', 'application/json']],
  [['Content-Type', ';;;']],
  [['Content-Type', '']],
  [['Accept', 'application/json']],
  [
    ['Origin', 'https://evil.example'],
    ['Sec-Fetch-Site', 'cross-site'],
  ],
  [['Cookie', '__Host-session=x']],
  [['Authorization', 'Bearer x']],
  [['Content-Encoding', 'gzip']],
]

const prefixes = [
  '/sm/client/',
  '/sm/client/',
  '/sm/client/',
  '//sm/client/',
  '/sm/client',
  'http://127.0.0.1/sm/client/',
] as const

/** Over the limit of a header line, or with a blank in it, it is refused before any door; `%` is no address at all. */
const isOfDoor = (target: string): boolean => {
  const [path = ''] = target.split('?', 1)
  return (
    target.length < 12_000 &&
    !target.includes(' ') &&
    !/\.\.|%2e|%$/.test(path) &&
    path.includes('/sm/client/')
  )
}

/** `/sm/client`: whatever its parameters are made of, the answer is one of few documents, byte for byte. */
const smClient: Attack = {
  kind: '/sm/client',
  weight: 12,
  craft: ({ draw, world }) => {
    const account = draw.pick(world.accounts())
    const command = draw.pick(commands)
    const extra =
      setting.get(command) ?? draw.pick(['routing', 'lines', 'new_password', 'x', '__proto__', ''])
    const chosen = draw.pick(values)
    const login = draw.chance(0.7) ? account.login : draw.pick(values)
    const password = draw.chance(0.6) ? account.password : draw.pick(values)
    const pairs = [
      `login=${login}`,
      `password=${password}`,
      ...(draw.chance(0.7) ? [`${extra}=${chosen}`] : []),
    ]
    if (draw.chance(0.1)) pairs.push(draw.pick(['login=x', '', '=', '&&&', `${'a=1&'.repeat(900)}`]))
    const prefix = draw.pick(prefixes)
    const method = draw.pick(methods)
    const body = draw.chance(0.2)
      ? Buffer.from(draw.pick(['', 'routing=2', '{{{', 'x'.repeat(70_000), ']]>']))
      : null
    const crafted = {
      method,
      target: `${prefix}${command}?${pairs.join('&')}`,
      headers: [addressIn(draw), ...draw.pick(odd)],
      body,
    }
    return shotOf(world, crafted, {
      kind: '/sm/client',
      name: `${method} ${command.slice(0, 20)} ${extra}=${chosen.slice(0, 20)}`,
      speaks: isOfDoor(crafted.target) ? 'xml' : 'either',
      mayStaySilent: (body?.length ?? 0) > 60_000,
    })
  },
}

const cookies: readonly ((own: string) => string)[] = [
  (own) => `${own}; ${own}`,
  (own) => `__Host-session=x; ${own}`,
  (own) => `${own}; __Host-session=x`,
  (own) => own.toUpperCase(),
  (own) => `${own}x`,
  (own) => own.slice(0, -1),
  (own) => own.replace('=', ' = '),
  (own) => own.replace('=', '="').concat('"'),
  (own) => own.replace('__Host-', ''),
  (own) => own.replaceAll('a', '%61'),
  (own) => `a=${'x'.repeat(9000)}; ${own}`,
  (own) => `${'a=b; '.repeat(1500)}${own}`,
  (own) => `;;;===;${own}`,
  () => '__Host-session=',
  () => '__Host-session',
  () => '=',
  () => '',
  () => '__Host-session=\xff\xfe',
  () => '__Host-session=%0d%0aX-Injected:%20yes',
  () => `__Host-session=${'x'.repeat(8000)}`,
  () => '__Host-session=../../etc/passwd',
  () => "__Host-session=' OR 1=1 --",
  () => '__Host-session[]=x',
  () => '$Version=1; __Host-session=x; $Path=/',
  () => '__proto__=x; constructor=y',
]

/** Sessions are known by a cookie; a broken one is nobody's, never somebody else's. */
const brokenCookies: Attack = {
  kind: 'cookies',
  weight: 5,
  craft: ({ draw, world }) => {
    const principal = world.subscriber(draw.below(1000))
    const account = principal.account
    const cookie = draw.pick(cookies)(account?.cookie ?? '')
    const target = draw.pick([
      '/api/v1/session',
      `/api/v1/accounts/${account?.id}/dashboard`,
      `/api/v1/accounts/${account?.id}/history`,
    ])
    const headers: readonly Header[] = [
      addressIn(draw),
      ['Cookie', cookie],
      ...(draw.chance(0.2) ? [['Cookie', 'a=b'] as const] : []),
    ]
    return shotOf(
      world,
      { method: 'GET', target, headers, body: null },
      {
        kind: 'cookies',
        name: cookie.slice(0, 30).replace(/=.*/, '=…'),
        principal,
      },
    )
  },
}

export const doorAttacks: readonly Attack[] = [smClient, brokenCookies]
