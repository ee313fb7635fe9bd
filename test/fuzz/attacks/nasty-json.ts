/** JSON texts that may stand where a value is expected; several are no JSON at all. */
export interface NastyJson {
  readonly name: string
  readonly text: () => string
}

const always = (name: string, text: string): NastyJson => ({ name, text: () => text })
const quoted = (name: string, inner: string): NastyJson => always(name, JSON.stringify(inner))

export const wrongTypes: readonly NastyJson[] = [
  ...[
    'null',
    'true',
    'false',
    '0',
    '1',
    '""',
    '[]',
    '{}',
    '[null]',
    '{"a":1}',
    '"1"',
    '"true"',
    '"null"',
  ].map((text) => always(text, text)),
  always('list of itself', '[[[["a"]]]]'),
  always('object with length', '{"length":1000000000}'),
  always('object with toString', '{"toString":"x","valueOf":1}'),
  always('object with toJSON', '{"toJSON":{"a":1}}'),
]

export const numbers: readonly NastyJson[] = [
  ...[
    '1e400',
    '-1e400',
    '-0',
    '0.1',
    '1e-400',
    '5e-324',
    '9007199254740991',
    '9007199254740992',
    '9007199254740993',
  ],
  ...[
    '-9007199254740993',
    '18446744073709551616',
    '1.0000000000000000000001',
    '20.0000000000000001',
    '1E1',
    '2147483648',
  ],
  ...[
    'NaN',
    'Infinity',
    '-Infinity',
    '0x10',
    '1_000',
    '01',
    '+1',
    '.5',
    '5.',
    '1n',
    '"NaN"',
    '"1e400"',
    '-',
    '--1',
  ],
]
  .map((text) => always(text, text))
  .concat(
    { name: '30,000 digits', text: () => '9'.repeat(30_000) },
    { name: 'long exponent', text: () => `1e${'9'.repeat(5000)}` },
  )

export const texts: readonly NastyJson[] = [
  always('lone high surrogate', '"\\ud800"'),
  always('lone low surrogate', '"a\\udc00b"'),
  always('surrogates the wrong way round', '"\\udc00\\ud800"'),
  quoted('right to left override', '\u202eabc\u202d'),
  always('NUL, escaped', '"a\\u0000b"'),
  always('NUL, raw', '"a\u0000b"'),
  always('control characters, escaped', '"\\u0001\\u001b[31m\\u007f\\u0085\\u2028\\u2029"'),
  always('line break, raw', '"a\nb"'),
  quoted('composed', '\u00e9'),
  quoted('decomposed', 'e\u0301'),
  quoted('compatibility digits', '７９２６０２５０７３０'),
  quoted('arabic digits', '٧٩٢٦٠٢٥٠٧٣٠'),
  quoted('zalgo', `a${'\u0300'.repeat(500)}`),
  quoted('emoji family', '👨‍👩‍👧‍👦'.repeat(20)),
  quoted('noncharacters', '\ufffe\uffff\u{10ffff}'),
  quoted('byte order mark', '\ufeff79260250730'),
  quoted('zero width', '7\u200b9\u200d2\u2060'),
  quoted('turkish i', 'İıſK'),
  quoted('SQL', `'; DROP TABLE events; --`),
  quoted('template', '$\x7b7*7}{{7*7}}<%= 7*7 %>'),
  quoted('format', '%s%n%x%p'),
  quoted('shell', '$(id)`id`|id;id'),
  quoted('HTML', '<script>alert(1)</script>'),
  quoted('path', '../../../../etc/passwd'),
  quoted('CRLF', 'a\r\nX-Injected: yes\r\n\r\n'),
  quoted('CSV formula', '=cmd|/c calc!A1'),
  quoted('log forging', 'x"}\n{"level":60,"msg":"forged"}'),
  quoted('blank', ' \t\u00a0\u3000'),
  always('bad escape', '"\\x41"'),
  always('unfinished escape', '"\\u12"'),
  always('unfinished text', '"abc'),
  always('single quotes', "'abc'"),
]

export const huge: readonly NastyJson[] = [
  { name: 'text of 500', text: () => JSON.stringify('x'.repeat(500)) },
  { name: 'text of 501', text: () => JSON.stringify('ж'.repeat(501)) },
  { name: 'text of 60,000', text: () => JSON.stringify('x'.repeat(60_000)) },
  { name: 'text of 15,000 emoji', text: () => JSON.stringify('😀'.repeat(15_000)) },
  { name: 'text of 10,000 escapes', text: () => `"${'\\u0000'.repeat(10_000)}"` },
  { name: 'list of 30,000', text: () => `[${'0,'.repeat(29_999)}0]` },
  {
    name: 'object of 5,000',
    text: () => `{${Array.from({ length: 5000 }, (_, at) => `"k${at}":0`).join()}}`,
  },
  { name: 'list of 10,000 objects', text: () => `[${'{},'.repeat(9_999)}{}]` },
  { name: 'text of 200,000', text: () => JSON.stringify('x'.repeat(200_000)) },
]

const nested = (open: string, close: string, levels: number) => () =>
  `${open.repeat(levels)}1${close.repeat(levels)}`

export const deep: readonly NastyJson[] = [
  { name: 'lists, 100 levels', text: nested('[', ']', 100) },
  { name: 'lists, 5,000 levels', text: nested('[', ']', 5_000) },
  { name: 'lists, 30,000 levels', text: nested('[', ']', 30_000) },
  { name: 'lists, 100,000 levels', text: nested('[', ']', 100_000) },
  { name: 'objects, 5,000 levels', text: nested('{"a":', '}', 5_000) },
  { name: 'objects, 10,000 levels', text: nested('{"a":', '}', 10_000) },
  { name: 'objects, 100,000 levels', text: nested('{"a":', '}', 100_000) },
  { name: 'open lists, 60,000', text: () => '['.repeat(60_000) },
  { name: 'mixed, 4,000 levels', text: nested('[{"reason":', '}]', 4_000) },
]

/** Whole members of an object. */
export const pollution: readonly NastyJson[] = [
  always('__proto__', '"__proto__":{"scopes":["accounts:write"],"isAdmin":true}'),
  always('__proto__ escaped', '"\\u005f_proto__":{"status":200}'),
  always('constructor.prototype', '"constructor":{"prototype":{"isAdmin":true}}'),
  always('prototype', '"prototype":{"a":1}'),
  always('hasOwnProperty', '"hasOwnProperty":1'),
  always('__defineGetter__', '"__defineGetter__":"x"'),
  always('then', '"then":"x"'),
  always('toJSON', '"toJSON":"x"'),
  always('empty name', '"":1'),
  always('name of blanks', '" ":1'),
  always('name with NUL', '"\\u0000":1'),
  always('name with lone surrogate', '"\\ud800":1'),
  always('name with CRLF', '"a\\r\\nX-Injected: yes":1'),
  always('unknown', '"unknown":1'),
  { name: 'name of 10,000', text: () => `"${'n'.repeat(10_000)}":1` },
  {
    name: '1,000 unknown names',
    text: () => Array.from({ length: 1000 }, (_, at) => `"u${at}":${at}`).join(),
  },
]
