import { describe, expect, it } from 'vitest'
import { type AccountRow, readAccountRow } from '../../../application/accounts/account-row.ts'
import { leftOf, rightOf } from '../../infrastructure/either.ts'

const login = '79261112233'

describe('a row of a file of accounts (rest.md: CSV of accounts)', () => {
  it('says every setting of an account', () => {
    const row = {
      ...{ login, password: 'Welcome2Multifon', routing: 'SIP+GSM', lines: '20' },
      ...{ tariff_option: 'Безлимит', caller_id: '+74951234567', balance: '-748822.93' },
    }
    expect(rightOf(readAccountRow(row))).toEqual({
      ...{ number: '+79261112233', password: 'Welcome2Multifon', routing: 'SIP+GSM', trunkLimit: 20 },
      ...{ tariffOption: 'Безлимит', callerId: '+74951234567', balance: -74_882_293 },
    })
  })

  it.each<[string, AccountRow]>([
    ['absent', { login }],
    ['empty', { login, password: '', routing: '', lines: '', tariff_option: '', caller_id: '', balance: '' }],
    ['blank', { login: ` ${login} `, password: ' ', routing: ' ', lines: ' ', caller_id: ' ' }],
  ])(
    'where a cell is %s, is SIP, 2 lines, basic tariff, no caller id, no balance, a generated password',
    (_, row) => {
      expect(rightOf(readAccountRow(row))).toEqual({
        ...{ number: '+79261112233', password: null, routing: 'SIP', trunkLimit: 2 },
        ...{ tariffOption: null, callerId: null, balance: null },
      })
    },
  )

  it.each<[string, AccountRow, object]>([
    ['routing in any case', { login, routing: 'sip+gsm' }, { routing: 'SIP+GSM' }],
    [
      'a caller id whose plus a spreadsheet took off',
      { login, caller_id: '74951234567' },
      { callerId: '+74951234567' },
    ],
    ['a login with its realm (M2)', { login: `${login}@multifon.ru` }, { number: '+79261112233' }],
    ['whole roubles', { login, balance: '150' }, { balance: 15_000 }],
  ])('takes %s', (_, row, read) => {
    expect(rightOf(readAccountRow(row))).toMatchObject(read)
  })

  it.each<[string, AccountRow, string]>([
    ['no login', { lines: '2' }, 'LoginInvalid'],
    ['a login that is none', { login: '89261112233' }, 'LoginInvalid'],
    ['a login that a spreadsheet has rounded', { login: '7,92611E+10' }, 'LoginInvalid'],
    ['an unknown routing (M24)', { login, routing: 'ISDN' }, 'RoutingUnknown'],
    ['0 lines (M25)', { login, lines: '0' }, 'TrunkLimitOutOfRange'],
    ['21 lines (M25)', { login, lines: '21' }, 'TrunkLimitOutOfRange'],
    ['half a line (M25)', { login, lines: '2.5' }, 'TrunkLimitOutOfRange'],
    ['a foreign caller id (M23)', { login, caller_id: '+4930123456' }, 'CallerIdInvalid'],
    ['a caller id with an 8 (M23)', { login, caller_id: '84951234567' }, 'CallerIdInvalid'],
    [
      'a tariff option of 101 letters (M22)',
      { login, tariff_option: 'x'.repeat(101) },
      'TariffOptionInvalid',
    ],
    ['a tariff option with a control character', { login, tariff_option: 'a\u0007b' }, 'TariffOptionInvalid'],
    ['a balance with a comma (M21)', { login, balance: '150,00' }, 'BalanceMalformed'],
    ['a balance with three decimals (M21)', { login, balance: '1.005' }, 'BalanceMalformed'],
  ])('is refused with %s', (_, row, code) => {
    expect(leftOf(readAccountRow(row)).code).toBe(code)
  })
})
