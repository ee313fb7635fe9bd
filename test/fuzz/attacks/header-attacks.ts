import { validRequest } from '../generate/valid-request.ts'
import { type Attack, shotOf } from '../shot.ts'
import { type Header, withHeader } from '../wire/crafted.ts'
import { words } from './words.ts'

/** A header a line, its values behind it. What HTTP itself forbids in a value is among the raw attacks. */
const plain: readonly Header[] = `
  If-Match: "1" "0" "999999999999999" "1e3" W/"1" "1","2" 1 "" "-1" "٣" * **
  If-None-Match: * "0" W/"x"
  If-Modified-Since: x
  Idempotency-Key: k "quoted" __proto__ ../x
  Log-Position: 0 -1 1e3 0x1 NaN 18446744073709551615
  Accept-Language: en ru;q=NaN en;q=1e400 *;q=-1 ;;;,,,
  Accept: text/html application/xml application/x-ndjson */*;q=0 x __proto__/x
  X-Correlation-Id: a 79260250730 <b> ../x __proto__
  Authorization: Bearer
  Origin: null https://cabinet.example https://cabinet.example.evil.example https://CABINET.example http://cabinet.example https://cabinet.example:443 x
  Sec-Fetch-Site: cross-site same-origin none SAME-ORIGIN x
  X-Forwarded-For: x ::1 127.0.0.1 999.1.1.1 [::1]:80 1.2.3.4:80 fe80::1%eth0 <script> ';--
  X-Forwarded-Host: evil.example
  X-Forwarded-Proto: https javascript http,https
  X-HTTP-Method-Override: DELETE PUT
  X-Original-URL: /metrics /api/v1/operator/accounts
  Forwarded: for=127.0.0.1 for="[::1]" ;;
  User-Agent: <script>
  Host: evil.example 127.0.0.1:99999 [::1 a,b _
  Range: bytes=0-1 bytes=0-,0-,0-,0- x
  Accept-Encoding: gzip br;q=1e400 *;q=0
  Content-Length: -1 1e3 0x10 99999999999999999999 abc +5
  Expect: 100-continue 200-ok x
  Connection: x
  Te: trailers x
  Trailer: Content-Length Host
  Date: x
  Upgrade: websocket h2c TLS/1.0
`
  .trim()
  .split('\n')
  .flatMap((line) => {
    const [name = '', ...values] = words(line)
    return ['', ...values].map((value): Header => [name.slice(0, -1), value])
  })

/** Values with blanks, bytes beyond ASCII, or of great length. */
const unusual: readonly Header[] = [
  ['If-Match', `"${'9'.repeat(5000)}"`],
  ['If-Modified-Since', 'Thu, 01 Jan 1970 00:00:00 GMT'],
  ['Idempotency-Key', ' '],
  ['Idempotency-Key', 'x'.repeat(255)],
  ['Idempotency-Key', 'x'.repeat(256)],
  ['Idempotency-Key', 'k y'],
  ['Idempotency-Key', '\xe9'],
  ['Idempotency-Key', '7'.repeat(5000)],
  ['Log-Position', '9'.repeat(20)],
  ['Log-Position', '9'.repeat(21)],
  ['Log-Position', ' 1'],
  ['Log-Position', '1, 2'],
  ['Log-Position', '\xb2'],
  ['Accept-Language', 'x'.repeat(5000)],
  ['Accept-Language', 'en-'.repeat(300)],
  ['Accept-Language', '\xff'],
  ['Accept', 'application/json;'.repeat(200)],
  ['X-Correlation-Id', 'x'.repeat(64)],
  ['X-Correlation-Id', 'x'.repeat(65)],
  ['X-Correlation-Id', '\xe9'],
  ['X-Correlation-Id', `a${'%0d%0a'}X-Injected: yes`],
  ['Authorization', 'Bearer '],
  ['Authorization', 'Bearer x y'],
  ['Authorization', 'Basic YTpi'],
  ['Authorization', 'bearer a'],
  ['Authorization', 'Bearer \xff'],
  ['Authorization', `Bearer ${'x'.repeat(5000)}`],
  ['Authorization', 'Bearer null'],
  ['Authorization', 'Digest username="a"'],
  ['Authorization', 'Negotiate YII='],
  ['X-Forwarded-For', '127.0.0.1, 127.0.0.1'],
  ['X-Forwarded-For', ','.repeat(1000)],
  ['X-Forwarded-For', '\xff'],
  ['X-Forwarded-Host', 'a\tb'],
  ['User-Agent', 'x'.repeat(6000)],
  ['User-Agent', '\xff\xfe'],
  ['User-Agent', '$\x7bjndi:ldap://x/a}'],
  ['User-Agent', "' OR 1=1"],
  ['User-Agent', '\ttab'],
  ['Host', 'a b'],
  ['Host', '\xff'],
  ['Accept-Encoding', 'x'.repeat(3000)],
  ['Connection', 'close, X-Correlation-Id'],
  ['X-Test', 'x\rX-Injected: yes'],
  ['X-Test', 'x'.repeat(15_000)],
  ['Via', '1.1 x'.repeat(500)],
]

export const headerAttack: Attack = {
  kind: 'headers',
  weight: 10,
  craft: (aim) => {
    const { draw, world } = aim
    const valid = validRequest(draw.pick(world.operations), aim)
    const [name, value] = draw.pick(draw.chance(0.7) ? plain : unusual)
    const crafted = withHeader(valid.crafted, [name, value])
    return shotOf(world, crafted, {
      kind: 'headers',
      name: `${name}: ${value.slice(0, 40)}`,
      operation: valid.operation,
      principal: valid.principal,
      mayStaySilent: name === 'Content-Length',
    })
  },
}
