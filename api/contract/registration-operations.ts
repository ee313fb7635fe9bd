import { z } from 'zod'
import { id } from '../schemas/basics.ts'
import { exampleRegistration, registrationView } from '../schemas/registration.ts'
import { bare, operation } from './operation.ts'
import { code } from './profile-entry-operations.ts'

const here = { tag: 'registration', ...bare, access: { who: 'session' }, personal: true } as const

const step = {
  ...here,
  params: z.strictObject({ registrationId: id.meta({ description: 'The session’s own registration.' }) }),
} as const

const path = '/api/v1/registrations/:registrationId'

const success = {
  status: 200,
  description: 'The registration, with the step that comes next.',
  schema: registrationView,
  example: exampleRegistration,
  headers: ['Log-Position'],
} as const

const ofStep = [
  'RegistrationNotFound',
  'RegistrationCompleted',
  'RegistrationAbandoned',
  'RegistrationExpired',
  'StepNotDue',
  'TooManyConflicts',
] as const
const ofSending = ['ResendTooSoon', 'TooManyMessages', 'ChallengeBurned', 'ChallengeAlreadyPassed'] as const

const email = z.string().min(1).max(320)

export const beginRegistration = operation({
  ...here,
  id: 'beginRegistration',
  method: 'POST',
  path: '/api/v1/registrations',
  summary: 'Begin to register a Profile',
  description:
    'In a session that a SIP account opened (M2); that account is linked in the end (M10). One that goes on in this session already is answered. It lasts 48 hours.',
  success: { ...success, status: 201 },
  refusals: ['ProfileAlreadyProven', 'SessionEnded', 'RegistrationAbandoned', 'TooManyConflicts'],
})

export const getRegistration = operation({
  ...step,
  id: 'getRegistration',
  method: 'GET',
  path,
  summary: 'What comes next',
  description: 'The registration that goes on in this session.',
  success: { ...success, headers: [] },
  refusals: ['RegistrationNotFound', 'RegistrationCompleted', 'RegistrationAbandoned'],
})

export const giveRegistrationPhone = operation({
  ...step,
  id: 'giveRegistrationPhone',
  method: 'PUT',
  path: `${path}/phone`,
  summary: 'Give the phone',
  description:
    'The phone of the service or one of any operator (M3); a code leaves to it by SMS. A phone that another Profile has is answered alike: its owner is told by SMS, and no code is right.',
  body: {
    schema: z.strictObject({ phone: z.string().min(1).max(32).meta({ description: 'A mobile number.' }) }),
    example: { phone: '+79031112233' },
  },
  success,
  refusals: [...ofStep, ...ofSending, 'PhoneInvalid'],
  fields: { PhoneInvalid: 'phone' },
})

export const sendRegistrationCode = operation({
  ...step,
  id: 'sendRegistrationCode',
  method: 'POST',
  path: `${path}/phone-codes`,
  summary: 'Send the SMS again',
  description: 'After 60 s; only the newest code counts, and the count of wrong ones goes on.',
  success,
  refusals: [...ofStep, ...ofSending],
})

export const confirmRegistrationPhone = operation({
  ...step,
  id: 'confirmRegistrationPhone',
  method: 'POST',
  path: `${path}/phone-confirmation`,
  summary: 'Confirm the phone',
  description:
    'With the code of the SMS (M4). Five wrong ones are all for this phone: another one is given, or the registration is begun anew.',
  body: { schema: z.strictObject({ code }), example: { code: '123456' } },
  success,
  refusals: [
    ...ofStep,
    'CodeWrong',
    'ChallengeNotFound',
    'ChallengeBurned',
    'ChallengeExpired',
    'ChallengeSuperseded',
    'ProofMismatch',
    'ValueTaken',
  ],
  fields: { CodeWrong: 'code' },
})

const name = z.string().min(1).max(200)

export const giveRegistrationDetails = operation({
  ...step,
  id: 'giveRegistrationDetails',
  method: 'PUT',
  path: `${path}/details`,
  summary: 'Give name and e-mail, and accept the offer',
  description: 'M5. Which version of the offer was accepted, and when, is kept.',
  body: {
    schema: z.strictObject({
      lastName: name,
      firstName: name,
      email: email.meta({ description: 'Where the confirmation letter goes.' }),
      acceptedOffer: z
        .string()
        .max(32)
        .nullable()
        .meta({ description: 'The version that was shown and accepted; null when it was not.' }),
    }),
    example: {
      lastName: 'Иванов',
      firstName: 'Иван',
      email: 'ivan@example.com',
      acceptedOffer: '2026-11-01',
    },
  },
  success,
  refusals: [...ofStep, 'LastNameInvalid', 'FirstNameInvalid', 'EmailInvalid', 'OfferNotAccepted'],
  fields: {
    LastNameInvalid: 'lastName',
    FirstNameInvalid: 'firstName',
    EmailInvalid: 'email',
    OfferNotAccepted: 'acceptedOffer',
  },
})

const newPassword = z.string().min(1).max(512).meta({
  description: '8 to 128 characters: Latin upper-case and lower-case letters and digits among them.',
  format: 'password',
  writeOnly: true,
})

export const setRegistrationPassword = operation({
  ...step,
  id: 'setRegistrationPassword',
  method: 'PUT',
  path: `${path}/password`,
  summary: 'Choose the password',
  description:
    'M6. Common ones, and such with the person’s name, phone or e-mail, are refused; `errors` names everything that is wrong.',
  body: {
    schema: z.strictObject({ password: newPassword, confirmation: newPassword }),
    example: { password: 'Brandnew8Horse', confirmation: 'Brandnew8Horse' },
  },
  success,
  refusals: [...ofStep, 'ProfilePasswordWeak', 'HashingBusy'],
})

export const sendRegistrationLetter = operation({
  ...step,
  id: 'sendRegistrationLetter',
  method: 'POST',
  path: `${path}/letters`,
  summary: 'Send the confirmation letter',
  description:
    'To the e-mail given, again after 60 s, or to another one (M8); only the newest link counts. An e-mail that another Profile has is answered alike: its owner is told by letter.',
  body: {
    schema: z.strictObject({ email: email.optional().meta({ description: 'Another address than before.' }) }),
    example: { email: 'ivan@example.com' },
  },
  success: { ...success, status: 200 },
  refusals: [...ofStep, ...ofSending, 'EmailInvalid'],
  fields: { EmailInvalid: 'email' },
})

export const giveUpRegistration = operation({
  ...step,
  id: 'giveUpRegistration',
  method: 'DELETE',
  path,
  summary: 'Give the registration up',
  description: 'Everything that was given is forgotten. Too late once the e-mail is confirmed.',
  success: {
    status: 204,
    description: 'It has ended.',
    schema: z.undefined(),
    example: undefined,
    headers: ['Log-Position'],
  },
  refusals: [
    'RegistrationNotFound',
    'RegistrationCompleted',
    'StepNotDue',
    'SessionEnded',
    'TooManyConflicts',
  ],
})

export const registrationOperations = [
  beginRegistration,
  getRegistration,
  giveRegistrationPhone,
  sendRegistrationCode,
  confirmRegistrationPhone,
  giveRegistrationDetails,
  setRegistrationPassword,
  sendRegistrationLetter,
  giveUpRegistration,
] as const
