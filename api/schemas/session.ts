import { z } from 'zod'
import { secondFactorMethods } from '../../domain/profile/events.ts'
import { registrationSteps } from '../../domain/registration/registration.ts'
import { accountLogin, exampleAccountId, id, instant, sealedText } from './basics.ts'

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
      .strictObject({ id, name: sealedText() })
      .nullable()
      .meta({ description: 'Whose Profile; null until it is proven, its second factor included.' }),
    secondFactor: z
      .enum(secondFactorMethods)
      .nullable()
      .meta({ description: 'What the sign-in waits for: the code of an SMS, or of an authenticator.' }),
    registration: z
      .strictObject({ id, due: z.enum(registrationSteps) })
      .nullable()
      .meta({ description: 'The registration that goes on in this session, and its next step.' }),
    offer: z
      .strictObject({ version: z.string(), accepted: z.boolean() })
      .nullable()
      .meta({ description: 'The offer in force, and whether the Profile has accepted it.' }),
    expiresAt: instant.meta({ description: 'When the session ends unless it is used again. RFC 3339, UTC.' }),
  })
  .meta({ id: 'Session', description: 'Who and where am I.' })

export type SessionView = z.infer<typeof sessionView>

export const exampleSession: SessionView = {
  stage: 'open',
  account: { id: exampleAccountId, login: '79260250730' },
  accounts: [{ id: exampleAccountId, login: '79260250730' }],
  profile: { id: '5a1b6c9e-0c57-4b0f-8f0e-5f7f0c1f6a11', name: 'Иван Иванов' },
  secondFactor: null,
  registration: null,
  offer: { version: '2026-11-01', accepted: true },
  expiresAt: '2026-11-23T10:00:00.000Z',
}
