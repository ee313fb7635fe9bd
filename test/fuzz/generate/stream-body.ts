import type { DescribedOperation } from '../document/described-operation.ts'
import type { Draw } from '../draw.ts'
import type { Account } from '../world/account.ts'

const heading = 'login,password,routing,lines,tariff_option,caller_id,balance'

const newLogin = (draw: Draw): string => `79${String(draw.below(1e9)).padStart(9, '0')}`

/** Cells as people and their spreadsheets write them, right ones among them. */
const csvCells: readonly (readonly string[])[] = [
  ['', 'Import2026Line', 'short', 'Пароль2026', '"quo""ted"', '=1+1'],
  ['', 'SIP', 'GSM', 'SIP+GSM', 'sip', 'FAX', '"SI\nP"'],
  ['', '1', '20', '0', '21', '-1', '1e3', '٣', '99999999999999999999', 'NaN'],
  ['', 'Безлимит', '"a,b"', 'x'.repeat(300), '\u202e', '\u0000', '<script>'],
  ['', '+74951234567', '84951234567', '+1', 'x'],
  ['', '0', '-748822.93', '1,5', '1e400', '0.001', '--5', '9'.repeat(400)],
]

const csvLine = (account: Account, draw: Draw): string =>
  [draw.chance(0.4) ? account.login : newLogin(draw), ...csvCells.map((cells) => draw.pick(cells))].join(',')

const balances: readonly ((login: string) => string)[] = [
  (login) => JSON.stringify({ login, kopecks: 1, asOf: '2026-11-23T09:30:00Z' }),
  (login) => JSON.stringify({ login, kopecks: -(2 ** 53) + 1, asOf: '2026-11-23T09:30:00.123456789Z' }),
  (login) => `{"login":"${login}","kopecks":1e400,"asOf":"2026-11-23T09:30:00Z"}`,
  (login) => `{"login":"${login}","kopecks":9007199254740993,"asOf":"2026-11-23T09:30:00Z"}`,
  (login) => JSON.stringify({ login, kopecks: -0, asOf: '9999-12-31T23:59:59Z' }),
  (login) => JSON.stringify({ login, kopecks: 1, asOf: '0000-01-01T00:00:00Z' }),
  (login) => JSON.stringify({ login, kopecks: 1, asOf: '2026-02-30T00:00:00Z' }),
  (login) => `{"login":"${login}","__proto__":{"kopecks":1},"asOf":"2026-11-23T09:30:00Z"}`,
  () => '{"login":"\\ud800","kopecks":1,"asOf":"2026-11-23T09:30:00Z"}',
  () => 'null',
  () => '{',
  () => '['.repeat(5000),
  () => '"'.padEnd(70_000, 'x'),
]

/** A stream for an operation that takes one: lines good and bad, ended as all kinds of machines end lines. */
export const streamBody = ({ body }: DescribedOperation, account: Account, draw: Draw): string => {
  const lines = Array.from({ length: 1 + draw.below(5) }, () =>
    body?.mediaType === 'text/csv' ? csvLine(account, draw) : draw.pick(balances)(account.login),
  )
  const first = body?.mediaType === 'text/csv' ? [heading] : []
  const end = draw.pick(['\n', '\n', '\r\n', '\n\n'])
  return `${draw.chance(0.1) ? '\ufeff' : ''}${[...first, ...lines].join(end)}${draw.chance(0.8) ? end : ''}`
}
