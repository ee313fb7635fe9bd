import { describe, it } from 'vitest'
import { type StaffSessionEvent, signIn, signOut, staffSession } from '../../../domain/staff/staff-session.ts'
import { histories } from '../given-when-then.ts'

const given = histories(staffSession)
const signedIn: StaffSessionEvent = { type: 'StaffSignedIn', data: { staffId: 's1' } }
const signedOut: StaffSessionEvent = { type: 'StaffSignedOut', data: {} }

describe('a staff session in the log (O4: who was in)', () => {
  it('is told once both factors have passed, once', () => {
    given([]).when(signIn('s1')).then([signedIn])
    given([signedIn]).when(signIn('s1')).thenNothing()
    given([signedIn, signedOut]).when(signIn('s1')).thenNothing()
  })

  it('ends when the person leaves; whoever never got in leaves nothing behind', () => {
    given([signedIn]).when(signOut).then([signedOut])
    given([signedIn, signedOut]).when(signOut).thenNothing()
    given([]).when(signOut).thenNothing()
    given([signedOut]).when(signOut).thenNothing()
  })
})
