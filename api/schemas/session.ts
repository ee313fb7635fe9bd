import { z } from 'zod'
import { accountLogin, exampleAccountId, id, instant } from './basics.ts'

export const accountRef = z
  .strictObject({ id, login: accountLogin })
  .meta({ id: 'AccountRef', description: 'An account by id and login.' })

export const sessionStages = [
  'linkOrRegister',
  'emailConfirmation',
  'secondFactor',
  'accountChoice',
  'open',
] as const

export const sessionView = z
  .strictObject({
    stage: z.enum(sessionStages).meta({ description: 'What is due next; `open`: the cabinet is open.' }),
    account: accountRef.nullable().meta({ description: 'The account worked in; null until one is chosen.' }),
    accounts: z.array(accountRef).meta({ description: 'Accounts that may be chosen.' }),
    profile: z
      .strictObject({ id, name: z.string() })
      .nullable()
      .meta({ description: 'Whose Profile; null for an entry with a SIP account.' }),
    expiresAt: instant.meta({ description: 'When the session ends unless it is used again. RFC 3339, UTC.' }),
  })
  .meta({ id: 'Session', description: 'Who and where am I.' })

export type SessionView = z.infer<typeof sessionView>

export const exampleSession: SessionView = {
  stage: 'open',
  account: { id: exampleAccountId, login: '79260250730' },
  accounts: [{ id: exampleAccountId, login: '79260250730' }],
  profile: null,
  expiresAt: '2026-11-23T10:00:00.000Z',
}
