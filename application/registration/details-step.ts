import * as E from 'fp-ts/lib/Either.js'
import { emailOf } from '../../domain/profile/email.ts'
import { personNameOf } from '../../domain/profile/person-name.ts'
import { giveDetails } from '../../domain/registration/steps.ts'
import { type RegistrationParts, type RegistrationStream, stepDone } from './registration-stream.ts'
import type { Registrations } from './registrations.ts'

/** Step 3: names, e-mail and the accepted offer (M5). What cannot be read is left as written, for the domain to refuse. */
export const detailsStep = (
  { clock, presentOffer }: RegistrationParts,
  stream: RegistrationStream,
): Pick<Registrations, 'giveDetails'> => ({
  giveDetails:
    (order, { lastName, firstName, email, acceptedOffer }) =>
    async () => {
      const details = {
        lastName: personNameOf(lastName) ?? lastName,
        firstName: personNameOf(firstName) ?? firstName,
        email: emailOf(email) ?? email,
        acceptedOffer,
      }
      const told = await stream.decide(order, giveDetails(details, presentOffer(), clock.now()))
      return E.isLeft(told) ? told : stepDone(order, told.right)
    },
})
