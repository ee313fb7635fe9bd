import { z } from 'zod'
import { offerLanguages } from '../../application/ports/offer-texts.ts'
import { sessionStages } from '../schemas/session.ts'
import { bare, operation } from './operation.ts'

const confirmedView = z
  .strictObject({
    purpose: z.enum(['registration', 'emailChange', 'recovery']),
    stage: z
      .enum(sessionStages)
      .nullable()
      .meta({ description: 'Stage of this browser’s session after a registration; null: sign in.' }),
  })
  .meta({
    id: 'EmailConfirmed',
    description: 'What the letter’s link was for, and where this browser stands.',
  })

export type ConfirmedView = z.infer<typeof confirmedView>

export const confirmEmail = operation({
  tag: 'registration',
  ...bare,
  id: 'confirmEmail',
  method: 'POST',
  path: '/api/v1/email-confirmations',
  summary: 'Follow the link of a letter',
  description:
    'The token of the link (M9). In the browser of the registration it opens the cabinet and sets the cookie; in another one it completes the registration, and one signs in. A GET of the page changes nothing.',
  access: { who: 'anyone' },
  body: {
    schema: z.strictObject({
      token: z.string().min(1).max(512).meta({ format: 'password', writeOnly: true }),
    }),
    example: { token: 'AQm3Jc1Yt7mV5xk2nB8sW4uE6aD9fHgLpTiRoXyQvM' },
  },
  success: {
    status: 200,
    description: 'Confirmed.',
    schema: confirmedView,
    example: { purpose: 'registration', stage: 'open' },
    headers: ['Set-Cookie', 'Log-Position'],
  },
  refusals: [
    'LinkInvalid',
    'ChallengeExpired',
    'ChallengeSuperseded',
    'ChallengeBurned',
    'ProofMismatch',
    'StepNotDue',
    'RegistrationAbandoned',
    'RegistrationExpired',
    'ValueTaken',
    'EmailChangeNotPending',
    'ProfileErased',
    'TooManyConflicts',
  ],
  neverReplayed: true,
})

export const showOffer = operation({
  tag: 'registration',
  ...bare,
  id: 'showOffer',
  method: 'GET',
  path: '/api/v1/offer',
  summary: 'Read the offer',
  description: 'The offer in force, which whoever registers accepts (M5). Markdown.',
  access: { who: 'anyone' },
  query: z.strictObject({
    language: z.enum(offerLanguages).default('ru').meta({ description: 'Of the text.' }),
  }),
  success: {
    status: 200,
    description: 'The offer.',
    schema: z.strictObject({ version: z.string(), language: z.enum(offerLanguages), text: z.string() }),
    example: { version: '2026-11-01', language: 'en', text: '# Offer' },
  },
  refusals: [],
})

export const letterOperations = [confirmEmail, showOffer] as const
