import { describe, expect, it } from 'vitest'
import type { ProfileEvent } from '../../../domain/profile/events.ts'
import { certifyErasure, eraseProfile } from '../../../domain/profile/life.ts'
import { at, noon } from '../given-when-then.ts'
import { given, linked, profileErased, registered } from './history.ts'

const destroyed = {
  subject: 'profile-p1',
  secrets: [{ use: 'password', ref: 'first-secret' }],
  phones: 1,
  emails: 1,
} as const
const certified: ProfileEvent = {
  type: 'ErasureCertified',
  data: { ...destroyed, secrets: [...destroyed.secrets] },
}

describe('M19: the certificate of an erasure', () => {
  it('follows the erasure, once; nothing follows it', () => {
    given([registered(), linked(), profileErased]).when(certifyErasure(certified.data)).then([certified])
    given([registered(), profileErased, certified])
      .when(certifyErasure({ ...certified.data, phones: 7 }))
      .thenNothing()
    given([registered(), profileErased, certified]).when(eraseProfile).thenNothing()
  })

  it('is of nobody who is not erased', () => {
    given([]).when(certifyErasure(certified.data)).refused('ProfileNotFound')
    given([registered()]).when(certifyErasure(certified.data)).refused('ProfileNotErased')
    expect(given([registered(), certified]).state).toEqual(given([registered()]).state)
  })

  it('says when, and what; and beside it nothing is left', () => {
    const erasedAt = noon + 5
    expect(given([registered(), at(erasedAt, profileErased), at(noon + 9, certified)]).state).toEqual({
      status: 'erased',
      erasedAt,
      certificate: { certifiedAt: noon + 9, destroyed },
    })
  })
})
