import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CsvLineCode, readAccountCsv } from '../../api/account-csv.ts'
import type { LineToImport } from '../../application/accounts/import-accounts.ts'
import { allOf } from '../all-of.ts'
import { leftOf, rightOf } from '../infrastructure/either.ts'

/** Bytes as they may arrive: cut anywhere, in the middle of a letter too. */
async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size)
}

const open = (file: string | Uint8Array, size = 7) =>
  readAccountCsv(cut(typeof file === 'string' ? Buffer.from(file) : file, size))

const linesIn = async (
  file: string | Uint8Array,
  size?: number,
): Promise<readonly LineToImport<CsvLineCode>[]> => allOf(rightOf(await open(file, size)))

/** Line number and what it holds, or why it cannot be read. */
const told = async (file: string | Uint8Array, size?: number) =>
  (await linesIn(file, size)).map(({ line, row }) => [line, row._tag === 'Right' ? row.right : row.left.code])

const refusal = async (file: string | Uint8Array) => leftOf(await open(file))

describe('a file of accounts (rest.md: CSV of accounts)', () => {
  it('gives each line its number in the file, and its cells by column', async () => {
    const file = 'login,password,routing\n79261112233,Welcome2Multifon,SIP\n79261112234,,GSM\n'
    expect(await told(file)).toEqual([
      [2, { login: '79261112233', password: 'Welcome2Multifon', routing: 'SIP' }],
      [3, { login: '79261112234', password: '', routing: 'GSM' }],
    ])
  })

  it('may have its columns in any order, and only login', async () => {
    expect(await told('balance,login\n-748822.93,79261112233')).toEqual([
      [2, { balance: '-748822.93', login: '79261112233' }],
    ])
    expect(await told('login\n79261112233')).toEqual([[2, { login: '79261112233' }]])
  })

  it.each([
    [
      'a BOM, CRLF and semicolons, as Excel in Russia writes',
      '\ufefflogin;tariff_option\r\n79261112233;Безлимит\r\n',
    ],
    ['quotes around cells', '"login","tariff_option"\n"79261112233","Безлимит"\n'],
    ['space around cells and capitals in the heading', ' Login , Tariff_Option \n 79261112233 , Безлимит \n'],
    ['no newline at its end', 'login,tariff_option\n79261112233,Безлимит'],
  ])('is read with %s', async (_, file) => {
    for (const size of [1, 2, 3, 1000])
      expect(await told(file, size)).toEqual([[2, { login: '79261112233', tariff_option: 'Безлимит' }]])
  })

  it('may hold delimiters and quotes inside quoted cells', async () => {
    expect(await told('login,tariff_option\n79261112233,"Без ""лимита"", 2026"\n')).toEqual([
      [2, { login: '79261112233', tariff_option: 'Без "лимита", 2026' }],
    ])
  })

  it('leaves out empty lines and rows of empty cells, and numbers the others as in the file', async () => {
    expect(await told('login,lines\n\n,\n79261112233,4\n   \n79261112234,5\n')).toEqual([
      [4, { login: '79261112233', lines: '4' }],
      [6, { login: '79261112234', lines: '5' }],
    ])
  })

  it.each([
    ['too few cells, as a file cut off has', '79261112233,1'],
    ['too many cells', '79261112233,1,2,3'],
    ['a quote that is not closed', '79261112233,"1,2'],
    ['a quote in the middle of a quoted cell', '79261112233,"1"2,3'],
  ])('refuses a line with %s, and reads the lines around it', async (_, broken) => {
    expect(await told(`login,password,lines\n79261112230,a,1\n${broken}\n79261112239,b,2\n`)).toEqual([
      [2, { login: '79261112230', password: 'a', lines: '1' }],
      [3, 'CsvLineMalformed'],
      [4, { login: '79261112239', password: 'b', lines: '2' }],
    ])
  })

  it('refuses a line in another encoding, and reads those that are the same in both', async () => {
    const inCp1251 = Buffer.concat([
      Buffer.from('login,tariff_option\n79261112233,'),
      Buffer.from([0xc1, 0xe5, 0xe7]),
      Buffer.from('\n79261112234,Basic\n'),
    ])
    expect(await told(inCp1251)).toEqual([
      [2, 'CsvNotUtf8'],
      [3, { login: '79261112234', tariff_option: 'Basic' }],
    ])
  })

  it('refuses a file in UTF-16', async () => {
    const file = Buffer.from('\ufefflogin\n79261112233\n', 'utf16le')
    expect((await refusal(file)).code).toBe('CsvNotUtf8')
  })

  it('refuses a file with a column that is not known, is there twice, or without login, naming each', async () => {
    expect(await refusal('logn,lines,colour,lines\n79261112233,1,red,2\n')).toEqual({
      code: 'CsvHeadingWrong',
      errors: [
        { field: 'logn', code: 'Unknown' },
        { field: 'colour', code: 'Unknown' },
        { field: 'lines', code: 'Repeated' },
        { field: 'login', code: 'Missing' },
      ],
    })
  })

  it('refuses a file without a heading, and repeats nothing of its data', async () => {
    const refused = await refusal('79261112233,Welcome2Multifon\n')
    expect(refused.code).toBe('CsvHeadingWrong')
    expect(JSON.stringify(refused)).not.toMatch(/7926|Welcome2/)
    expect(refused.errors?.map(({ field }) => field)).toEqual(['column 1', 'column 2', 'login'])
  })

  it('refuses an empty file', async () => {
    expect(await refusal('')).toEqual({
      code: 'CsvHeadingWrong',
      errors: [{ field: 'login', code: 'Missing' }],
    })
  })

  it('gathers no line without end: it is refused, and nothing after it is read', async () => {
    const endless = `login\n79261112233\n"${'x'.repeat(200_000)}\n79261112234\n`
    expect(await told(endless, 16_384)).toEqual([
      [2, { login: '79261112233' }],
      [3, 'CsvLineMalformed'],
    ])
    expect((await refusal('x'.repeat(200_000))).code).toBe('CsvHeadingWrong')
  })

  it('is read no faster than its lines are taken', async () => {
    let read = 0
    async function* source() {
      yield Buffer.from('login\n')
      for (read = 1; read < 1000; read += 1) yield Buffer.from(`7926111${String(read).padStart(4, '0')}\n`)
    }
    const lines = rightOf(await readAccountCsv(source()))[Symbol.asyncIterator]()
    await lines.next()
    expect(read).toBeLessThan(5)
  })

  it('leaves its source open when reading ends early: the answer goes over the same connection', async () => {
    let closed = false
    async function* source() {
      try {
        for (;;) yield Buffer.from('login\n79261112233\n')
      } finally {
        closed = true
      }
    }
    for await (const _ of rightOf(await readAccountCsv(source()))) break
    expect(closed).toBe(false)
  })

  it('says of any table what was written into it', async () => {
    const cell = fc
      .string({ unit: 'grapheme', maxLength: 12 })
      .filter((text) => !/[\0\ufffd\p{Cc}]/u.test(text))
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
    const table = fc.array(fc.tuple(cell, cell, fc.boolean()), { maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom(',', ';'),
        fc.integer({ min: 1, max: 40 }),
        async (rows, delimiter, size) => {
          const file = [
            `login${delimiter}tariff_option`,
            ...rows.map(([one, other]) => `${quoted(`7${one}`)}${delimiter}${quoted(other)}`),
          ].join('\r\n')
          const expected = rows.map(([one, other], index) => [
            index + 2,
            { login: `7${one}`.trim(), tariff_option: other.trim() },
          ])
          expect(await told(file, size)).toEqual(expected)
        },
      ),
    )
  })
})
