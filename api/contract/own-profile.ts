import { exampleProfile, profileView } from '../schemas/profile.ts'
import { type AnswerHeader, bare } from './operation.ts'

/** On the Profile's own page: whoever has given its password and second factor, an account chosen or not. */
export const own = { tag: 'profile', ...bare, access: { who: 'session' } } as const

/** A change of the Profile. Its answer holds personal data, so none is kept: the log answers a repetition. */
export const change = { ...own, conditional: true, personal: true } as const

export const changeHeaders: readonly AnswerHeader[] = ['ETag', 'Log-Position']

/** What any request of the page may be refused for. */
export const ofPage = ['StageDue', 'ProfileNotFound', 'ProfileErased'] as const

/** What any change of the Profile may be refused for. */
export const ofChange = [...ofPage, 'TooManyConflicts'] as const

/** Beside them, where the password or second factor has to be fresh (`security.md`, step-up). */
export const ofSensitive = [...ofChange, 'ConfirmationRequired'] as const

/** What a change answers: the whole Profile. */
export const changedProfile = {
  status: 200,
  description: 'The Profile as it is now.',
  schema: profileView,
  example: exampleProfile,
  headers: changeHeaders,
} as const

export const wantsConfirmation = 'Wants the password or second factor given within the last 5 minutes.'
