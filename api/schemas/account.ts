import { z } from 'zod'
import { accountLogin, exampleAccountId, id, nextCursor, phoneNumber } from './basics.ts'
import { accountStatus } from './dashboard.ts'

export const accountSummary = z
  .strictObject({
    id,
    login: accountLogin,
    number: phoneNumber,
    status: accountStatus,
    tariffOption: z.string().nullable().meta({ description: 'null is the basic tariff.' }),
  })
  .meta({ id: 'AccountSummary', description: 'One line of the operator’s list of accounts.' })

export type AccountSummary = z.infer<typeof accountSummary>

export const accountList = z
  .strictObject({ items: z.array(accountSummary), nextCursor })
  .meta({ id: 'AccountList' })

export type AccountList = z.infer<typeof accountList>

export const exampleAccounts: AccountList = {
  items: [
    {
      id: exampleAccountId,
      login: '79260250730',
      number: '+79260250730',
      status: 'active',
      tariffOption: null,
    },
  ],
  nextCursor: null,
}
