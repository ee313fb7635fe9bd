import { type Attack, addressIn, rawShot } from '../shot.ts'
import { words } from './words.ts'

/** Addresses that try to be others, or none. */
const targets: readonly string[] = [
  ...words(`
  /api/v1/../../metrics /api/v1/%2e%2e/%2e%2e/metrics /.. /../../../etc/passwd /docs/../metrics
  /docs/static/../../package.json /docs/static/..%2f..%2fpackage.json /docs/static/%2e%2e/%2e%2e/index.js
  /docs/static/..%5c..%5cx /docs/static/%00 /docs/static/% /docs/static//etc/passwd /docs/static/.env
  /docs/json /docs/yaml /docs/ /docs/x /docs/static/ /docs/static/index.html%00.js // /// //evil.example
  //evil.example/%2e%2e /api//v1/session /api/v1/session/ /API/V1/SESSION /api/v1/session;a=b
  /api/v1/session%3bx /api/v1/session%00 /api/v1/session%20 /api/v1/session%0d%0aX-Injected:%20yes
  /api/v1/session#x /% /%z /%% /%ff /%c0%af /%252e%252e/metrics /%E0%80%AF /é * x metrics
  http://127.0.0.1/api/v1/session http://evil.example/metrics https://user:pass@127.0.0.1/ http://
  http:/// ftp://127.0.0.1/ file:///etc/passwd 127.0.0.1:80 evil.example:443 javascript:alert(1)
  /.git/config /.env /package.json /problems/x /problems/ /problems/../metrics /problems/%3Cscript%3E
  /problems/__proto__ /health /health/ /health/live/ /metrics/ /metrics?x=1 /openapi.json?x /sm /sm/ /api
  /api/v1 /dev/inbox /api/v1/operations/tokens /constructor /__proto__ /?__proto__[a]=b
  /api/v1/session?a=b
  `),
  `/docs/static/${'a/'.repeat(500)}`,
  `/docs/static/${'a'.repeat(300)}`,
  '/\\evil.example',
  '/\x80\xff',
  `/${'a'.repeat(8000)}`,
  `/${'a/'.repeat(4000)}`,
  `/${'%41'.repeat(3000)}`,
  '',
]

export const targetAttack: Attack = {
  kind: 'raw: targets',
  weight: 6,
  craft: ({ draw, world }) => {
    const chosen = draw.pick(targets)
    const method = draw.pick(['GET', 'GET', 'GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS'])
    const [name, value] = addressIn(draw)
    const bytes = Buffer.from(
      `${method} ${chosen} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${name}: ${value}\r\n\r\n`,
      'latin1',
    )
    return rawShot(world, [{ bytes }], {
      kind: 'raw: targets',
      name: `${method} ${chosen.slice(0, 60)}`,
      methods: [method],
      speaks: chosen.startsWith('/sm') ? 'either' : 'problem',
    })
  },
}
