import { z } from 'zod'
import { id } from '../schemas/basics.ts'
import { profileRevision, twoFactorView } from '../schemas/profile.ts'
import { operation } from './operation.ts'
import { change, changedProfile, changeHeaders, ofSensitive, wantsConfirmation } from './own-profile.ts'
import { code } from './profile-entry-operations.ts'

const newPassword = z.string().min(1).max(512).meta({
  description: '8 to 128 characters: Latin upper-case and lower-case letters and digits among them.',
  format: 'password',
  writeOnly: true,
})

export const changeProfilePassword = operation({
  ...change,
  id: 'changeProfilePassword',
  method: 'PUT',
  path: '/api/v1/profile/password',
  summary: 'Change the Profile’s password',
  description: `M6. Common ones, and such with the person’s name, phone or e-mail, are refused; \`errors\` names everything that is wrong. All other sessions of the Profile end, and its owner is told by letter. ${wantsConfirmation}`,
  body: {
    schema: z.strictObject({ password: newPassword, confirmation: newPassword }),
    example: { password: 'Brandnew8Horse', confirmation: 'Brandnew8Horse' },
  },
  success: changedProfile,
  refusals: [...ofSensitive, 'ProfilePasswordWeak', 'HashingBusy', 'SignInBlocked', 'ProofUsed'],
  checksPassword: true,
})

/** Secrets are shown this once: no answer is kept, and a repetition makes a new one. */
const shownOnce = { ...change, neverReplayed: true } as const

const recoveryCodes = z.array(z.string()).meta({
  description: 'Each opens the cabinet once, instead of the authenticator’s code. They are shown this once.',
})
const exampleCodes = ['K3M7-QW9P-2XTB', 'H8NR-4VYC-6DFJ']

export const beginAuthenticator = operation({
  ...shownOnce,
  id: 'beginAuthenticator',
  method: 'POST',
  path: '/api/v1/profile/two-factor/authenticator',
  summary: 'Begin to set an authenticator app up',
  description: `Makes a secret and shows it this once. It counts for nothing until one of its codes is given to PUT /profile/two-factor, within 5 minutes. Ten may be begun within an hour. ${wantsConfirmation}`,
  success: {
    status: 200,
    description: 'What the app has to be told.',
    schema: z.strictObject({
      setupId: id.meta({ description: 'Given back with the first code.' }),
      secret: z.string().meta({ description: 'Base32, to type it in.' }),
      uri: z.string().meta({ description: '`otpauth://totp/…`, what the QR code says.' }),
      qr: z.string().meta({ description: 'The QR code: an SVG document.' }),
    }),
    example: {
      setupId: '0f3c8f0e-93c8-4b59-8a52-0e8f6f7a4c31',
      secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
      uri: 'otpauth://totp/MultiFon%20Business:ivan%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
      qr: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 470 470">…</svg>',
    },
  },
  refusals: [...ofSensitive, 'ChallengeAlreadyPassed', 'TooManySetups'],
})

export const setTwoFactor = operation({
  ...shownOnce,
  id: 'setTwoFactor',
  method: 'PUT',
  path: '/api/v1/profile/two-factor',
  summary: 'Choose the second factor',
  description: `\`sms\`: every sign-in wants a code sent to the Profile’s phone (M7); whoever takes the number over reads it too: an authenticator is safer. \`totp\`: the code of the authenticator that was set up; the answer shows new recovery codes, this once. \`none\`: the password is enough. The owner is told by letter. ${wantsConfirmation}`,
  body: {
    schema: z.discriminatedUnion('method', [
      z.strictObject({ method: z.literal('sms') }),
      z.strictObject({ method: z.literal('totp'), setupId: id, code }),
      z.strictObject({ method: z.literal('none') }),
    ]),
    example: { method: 'totp', setupId: '0f3c8f0e-93c8-4b59-8a52-0e8f6f7a4c31', code: '123456' },
  },
  success: {
    status: 200,
    description: 'The second factor as it is now.',
    schema: z.strictObject({
      twoFactor: twoFactorView,
      recoveryCodes: recoveryCodes.nullable(),
      revision: profileRevision,
    }),
    example: {
      twoFactor: { method: 'totp', recoveryCodesLeft: 2 },
      recoveryCodes: exampleCodes,
      revision: 6,
    },
    headers: changeHeaders,
  },
  refusals: [
    ...ofSensitive,
    'CodeWrong',
    'ChallengeNotFound',
    'ChallengeBurned',
    'ChallengeExpired',
    'ProofMismatch',
    'ProofUsed',
    'ProofTooOld',
  ],
  fields: { CodeWrong: 'code', ChallengeNotFound: 'setupId' },
})

export const renewRecoveryCodes = operation({
  ...shownOnce,
  id: 'renewRecoveryCodes',
  method: 'POST',
  path: '/api/v1/profile/two-factor/recovery-codes',
  summary: 'Make new recovery codes',
  description: `In place of those before, which open nothing any more; for a Profile with an authenticator. ${wantsConfirmation}`,
  success: {
    status: 200,
    description: 'The new codes, shown this once.',
    schema: z.strictObject({ recoveryCodes, revision: profileRevision }),
    example: { recoveryCodes: exampleCodes, revision: 7 },
    headers: changeHeaders,
  },
  refusals: [...ofSensitive, 'TwoFactorOff', 'ProofUsed'],
})

export const profileSecretOperations = [
  changeProfilePassword,
  beginAuthenticator,
  setTwoFactor,
  renewRecoveryCodes,
] as const
