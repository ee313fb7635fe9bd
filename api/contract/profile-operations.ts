import { z } from 'zod'
import { cursor, limit } from '../schemas/basics.ts'
import { exampleHistory, historyPage } from '../schemas/history.ts'
import { exampleProfile, profileView } from '../schemas/profile.ts'
import { operation } from './operation.ts'
import { change, changedProfile, ofChange, ofPage, own } from './own-profile.ts'
import { profileAccessOperations } from './profile-access-operations.ts'
import { profileContactOperations } from './profile-contact-operations.ts'
import { profileSecretOperations } from './profile-secret-operations.ts'

export const getProfile = operation({
  ...own,
  id: 'getProfile',
  method: 'GET',
  path: '/api/v1/profile',
  summary: 'The Profile',
  description:
    'The own Profile, told by the log itself. Its page is open as soon as password and second factor are given, an account chosen or not.',
  success: {
    status: 200,
    description: 'The Profile.',
    schema: profileView,
    example: exampleProfile,
    headers: ['ETag'],
  },
  refusals: ofPage,
})

export const getProfileHistory = operation({
  ...own,
  id: 'getProfileHistory',
  method: 'GET',
  path: '/api/v1/profile/history',
  summary: 'Everything that concerns the Profile',
  description:
    'Its registration, sign-ins, sessions, codes and changes, staff’s among them, newest first, stable while the log grows. From where is shown of what was done as this Profile.',
  query: z.strictObject({ limit, cursor }),
  success: {
    status: 200,
    description: 'A page of the history.',
    schema: historyPage,
    example: exampleHistory,
    hot: true,
  },
  refusals: ['StageDue', 'CursorMalformed', 'ViewParked', 'ViewBehind'],
  fields: { CursorMalformed: 'cursor' },
  reads: true,
})

export const acceptOffer = operation({
  ...change,
  id: 'acceptOffer',
  method: 'PUT',
  path: '/api/v1/profile/offer',
  summary: 'Accept the offer',
  description:
    'In the version that is in force (M5); a newer one is due before an account can be chosen. Which one was accepted, and when, is kept.',
  body: {
    schema: z.strictObject({
      version: z.string().min(1).max(32).meta({ description: 'The version that was shown and accepted.' }),
    }),
    example: { version: '2026-11-01' },
  },
  success: changedProfile,
  refusals: [...ofChange, 'OfferNotAccepted'],
  fields: { OfferNotAccepted: 'version' },
})

export const profileOperations = [
  getProfile,
  ...profileContactOperations,
  ...profileSecretOperations,
  ...profileAccessOperations,
  getProfileHistory,
  acceptOffer,
] as const
