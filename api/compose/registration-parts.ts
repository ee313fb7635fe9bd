import type { Cabinet } from '../../application/cabinet.ts'
import { confirmByLetter } from '../../application/challenges/email-confirmations.ts'
import type { Sealing } from '../../application/ports/sealing.ts'
import type { EmailChange } from '../../application/profiles/email-change.ts'
import type { Reaction } from '../../application/reactions/reaction.ts'
import { registrationEnds } from '../../application/reactions/registration-ends.ts'
import type { RegistrationParts } from '../../application/registration/registration-stream.ts'
import { registrations } from '../../application/registration/registrations-of-sessions.ts'

interface Needs
  extends Omit<RegistrationParts, 'challenges' | 'claims' | 'passwords' | 'isCommonPassword' | 'sealing'> {
  readonly profiles: Pick<RegistrationParts, 'challenges' | 'claims' | 'passwords' | 'isCommonPassword'>
  readonly sealing: Pick<Sealing, 'destroyKey'>
  readonly emailChange: Pick<EmailChange, 'confirm'>
}

/** Composes registration, what letters lead to, and what heals both; tests compose the same over their own stores. */
export const registrationParts = (
  needs: Needs,
): Pick<Cabinet, 'registrations' | 'confirmByLetter'> & { readonly reactions: readonly Reaction[] } => {
  const { profiles, emailChange, ...parts } = needs
  const { challenges, claims, passwords, isCommonPassword } = profiles
  const begun = registrations({ ...parts, challenges, claims, passwords, isCommonPassword })
  return {
    registrations: begun,
    confirmByLetter: confirmByLetter({
      challenges,
      confirmRegistration: begun.confirmEmail,
      confirmEmailChange: emailChange.confirm,
    }),
    reactions: registrationEnds(begun),
  }
}
