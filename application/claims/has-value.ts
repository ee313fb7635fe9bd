import { uniqueEmail } from '../../domain/profile/email.ts'
import type { Profile } from '../../domain/profile/profile.ts'
import type { UniqueValue } from './profile-claims.ts'

/** Whether the Profile's own stream says that it has this phone or e-mail now. */
export const hasValue = (state: Profile, value: UniqueValue): boolean => {
  if (state.status === 'absent' || state.status === 'erased') return false
  return value.kind === 'phone'
    ? state.phone === value.phone
    : typeof state.email === 'string' && uniqueEmail(state.email) === uniqueEmail(value.email)
}
