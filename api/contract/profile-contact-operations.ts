import { z } from 'zod'
import { instant } from '../schemas/basics.ts'
import { exampleProfile, profileRevision } from '../schemas/profile.ts'
import { operation } from './operation.ts'
import { change, changedProfile, changeHeaders, ofSensitive, wantsConfirmation } from './own-profile.ts'
import { code } from './profile-entry-operations.ts'

const ofSending = ['ResendTooSoon', 'TooManyMessages', 'ChallengeBurned', 'ChallengeAlreadyPassed'] as const

const phone = z.string().min(1).max(32).meta({ description: 'A mobile number of any operator.' })

export const changeEmail = operation({
  ...change,
  id: 'changeEmail',
  method: 'PUT',
  path: '/api/v1/profile/email',
  summary: 'Ask for another e-mail',
  description: `Sends a letter to the new address; the present one stays until the letter’s link is followed, and is told by a letter of its own then. The same address again sends the letter again, after 60 s; the present address takes back what was asked for. An address that another Profile has is answered alike: its owner is told by letter. ${wantsConfirmation}`,
  body: {
    schema: z.strictObject({ email: z.string().min(1).max(320) }),
    example: { email: 'ivan.new@example.com' },
  },
  success: { ...changedProfile, example: { ...exampleProfile, pendingEmail: 'ivan.new@example.com' } },
  refusals: [...ofSensitive, ...ofSending, 'EmailInvalid', 'ProofUsed'],
  fields: { EmailInvalid: 'email' },
})

export const askForPhone = operation({
  ...change,
  id: 'askForPhone',
  method: 'PUT',
  path: '/api/v1/profile/phone',
  summary: 'Ask for another phone',
  description: `Sends a code to the new number, which stays unused until the code is given in this session. Again after 60 s; only the newest code counts. A number that another Profile has is answered alike: its owner is told by SMS, and no code is right. ${wantsConfirmation}`,
  body: { schema: z.strictObject({ phone }), example: { phone: '+79039998877' } },
  success: {
    status: 200,
    description: 'What is due now.',
    schema: z.strictObject({
      phone: z.string().meta({ description: 'The number as it was understood, E.164.' }),
      due: z
        .literal('phoneCode')
        .nullable()
        .meta({ description: 'The code of the SMS; null when the number is the Profile’s already.' }),
      expiresAt: instant.nullable().meta({ description: 'Until when the code can be given. RFC 3339, UTC.' }),
      revision: profileRevision,
    }),
    example: { phone: '+79039998877', due: 'phoneCode', expiresAt: '2026-11-23T09:35:00.000Z', revision: 4 },
    headers: changeHeaders,
  },
  refusals: [...ofSensitive, ...ofSending, 'PhoneInvalid'],
  fields: { PhoneInvalid: 'phone' },
})

export const confirmPhone = operation({
  ...change,
  id: 'confirmPhone',
  method: 'POST',
  path: '/api/v1/profile/phone/confirmation',
  summary: 'Confirm the new phone',
  description: `With the code of the SMS, in the session that asked for it: from then on the number is the login, and codes go to it; the old number is told by SMS. Five wrong ones are all for this number here. ${wantsConfirmation}`,
  body: { schema: z.strictObject({ phone, code }), example: { phone: '+79039998877', code: '123456' } },
  success: { ...changedProfile, example: { ...exampleProfile, phone: '+79039998877' } },
  refusals: [
    ...ofSensitive,
    'PhoneInvalid',
    'CodeWrong',
    'ChallengeNotFound',
    'ChallengeBurned',
    'ChallengeExpired',
    'ChallengeSuperseded',
    'ProofMismatch',
    'ProofUsed',
    'ValueTaken',
  ],
  fields: { PhoneInvalid: 'phone', CodeWrong: 'code' },
})

export const profileContactOperations = [changeEmail, askForPhone, confirmPhone] as const
