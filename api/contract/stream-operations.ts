import { z } from 'zod'
import { exampleAccountId, instant } from '../schemas/basics.ts'
import { lineAnswer, lineReport } from '../schemas/line-report.ts'
import { bare, operation, type Success } from './operation.ts'

const here = { tag: 'operator', ...bare, method: 'POST', neverReplayed: true } as const

const answerOf = (
  outcomes: readonly string[],
  done: string,
): Success<z.infer<ReturnType<typeof lineReport>>> => ({
  status: 200,
  description: 'How the lines ended; refused ones did not hinder the others.',
  schema: lineReport(outcomes),
  example: {
    lines: 2,
    counts: Object.fromEntries(
      [...outcomes, 'refused'].map((name) => [name, name === done || name === 'refused' ? 1 : 0]),
    ),
    problems: [{ line: 3, code: 'LoginInvalid', detail: 'Логин — номер вида 79XXXXXXXXX.' }],
  },
  headers: ['Log-Position'],
  other: [
    {
      mediaType: 'application/x-ndjson',
      schema: lineAnswer(outcomes),
      example: { outcome: done, line: 2, accountId: exampleAccountId },
    },
  ],
})

export const importOutcomes = ['provisioned', 'completed', 'existing'] as const

export const importAccounts = operation({
  ...here,
  id: 'importAccounts',
  path: '/api/v1/operator/accounts/import',
  summary: 'Import accounts from CSV',
  description:
    'Opens an account a line, as the body arrives. A login that exists is left as it is; only what a broken earlier run left out is added, so the same file can be sent again. With `Accept: application/x-ndjson` a line is answered for each line, as it is done, and a summary at the end.',
  access: { who: 'program', scope: 'accounts:write' },
  stream: {
    mediaType: 'text/csv',
    description:
      'Header `login,password,routing,lines,tariff_option,caller_id,balance`; only `login` is required, an empty password is generated, `balance` is in roubles with a dot.',
    example:
      'login,password,routing,lines,tariff_option,caller_id,balance\n79261112233,Welcome2Multifon,SIP,4,Безлимит,+74951234567,-748822.93\n',
  },
  success: answerOf(importOutcomes, 'provisioned'),
  refusals: ['CsvHeadingWrong', 'CsvNotUtf8'],
})

/** One line of a balance report. */
export const balanceLine = z.strictObject({
  login: z.string().min(1).max(64).meta({ description: '`79XXXXXXXXX`.' }),
  kopecks: z.int().meta({ description: 'May be negative.' }),
  asOf: instant.meta({ description: 'Billing’s own moment; an older one than is known changes nothing.' }),
})

export const balanceOutcomes = ['recorded', 'unchanged'] as const

export const reportBalances = operation({
  ...here,
  id: 'reportBalances',
  path: '/api/v1/operator/billing/balances',
  summary: 'Report balances from billing',
  description:
    'One balance a line. One no newer than what is known changes nothing, so a report can be sent again. With `Accept: application/x-ndjson` a line is answered for each line, as it is done, and a summary at the end.',
  access: { who: 'program', scope: 'billing:write' },
  stream: {
    mediaType: 'application/x-ndjson',
    description: 'Lines of `{"login", "kopecks", "asOf"}`.',
    example: '{"login":"79260250730","kopecks":-74882293,"asOf":"2026-11-23T09:30:00Z"}\n',
  },
  success: answerOf(balanceOutcomes, 'recorded'),
  refusals: [],
})

export const streamOperations = [importAccounts, reportBalances] as const
