import { z } from 'zod'
import type { DeskProfile, ProfileOfAccount } from '../../application/profiles/profile-desk.ts'
import { secondFactorMethods } from '../../domain/profile/events.ts'
import { exampleAccountId, id, sealedText } from './basics.ts'
import { accountRef } from './session.ts'

export const exampleProfileId = 'a2f0c5d1-7d0e-4b8e-9a55-4c9e2f6b7d10'

/** A Profile as the operator's desk sees it: whose it is, its links and bars. */
export const deskProfile = z
  .strictObject({
    id,
    status: z.enum(['active', 'blocked']).meta({ description: '`blocked`: its password is not accepted.' }),
    secondFactor: z
      .enum(secondFactorMethods)
      .nullable()
      .meta({ description: 'What a sign-in asks for beside the password (M7).' }),
    lastName: sealedText(),
    firstName: sealedText(),
    phone: sealedText(),
    email: sealedText(),
    accounts: z.array(accountRef).meta({ description: 'Linked SIP accounts (M13).' }),
    barred: z.array(accountRef).meta({ description: 'Accounts that it may not link again (M18).' }),
  })
  .meta({ id: 'DeskProfile', description: 'A Profile as the operator’s desk sees it.' })

export type DeskProfileBody = z.infer<typeof deskProfile>

export const exampleDeskProfile: DeskProfileBody = {
  id: exampleProfileId,
  status: 'active',
  secondFactor: 'totp',
  lastName: 'Иванова',
  firstName: 'Мария',
  phone: '+79031112233',
  email: 'maria@example.org',
  accounts: [{ id: exampleAccountId, login: '79260250730' }],
  barred: [],
}

export const shownDeskProfile = (shown: DeskProfile): DeskProfileBody => {
  const { profileId, status, secondFactor, lastName, firstName, phone, email, accounts, barred } = shown
  const ref = ({ accountId, login }: DeskProfile['accounts'][number]) => ({ id: accountId, login })
  return {
    ...{ id: profileId, status, secondFactor, lastName, firstName, phone, email },
    accounts: accounts.map(ref),
    barred: barred.map(ref),
  }
}

export const profileOfAccount = z
  .strictObject({ id, lastName: sealedText(), firstName: sealedText(), access: z.enum(['linked', 'barred']) })
  .meta({ id: 'ProfileOfAccount', description: 'A Profile that may work in an account, or may no more.' })

export type ProfileOfAccountBody = z.infer<typeof profileOfAccount>

export const shownProfileOfAccount = ({
  profileId,
  lastName,
  firstName,
  access,
}: ProfileOfAccount): ProfileOfAccountBody => ({ id: profileId, lastName, firstName, access })
