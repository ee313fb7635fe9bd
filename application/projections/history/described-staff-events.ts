import type { StaffEvent } from '../../../domain/staff/events.ts'
import type { StaffSessionEvent } from '../../../domain/staff/staff-session.ts'
import {
  becomes,
  type DescribedEvents,
  nothing,
  nothingSet,
  open,
  sealed,
  secret,
  staffOnly,
} from './describing.ts'

type Described = Pick<DescribedEvents, (StaffEvent | StaffSessionEvent)['type']>

/** Who may act for the operator, and who of them was in: an auditor's to see, no customer's. */
export const describedStaffEvents: Described = {
  StaffCreated: {
    ...staffOnly,
    sets: {
      staff: becomes('active'),
      role: ({ role }) => open(role),
      login: ({ login }) => sealed(login),
      name: ({ name }) => sealed(name),
      staffPassword: secret,
    },
  },
  StaffOneTimePasswordIssued: { ...staffOnly, sets: { staffPassword: secret } },
  StaffPasswordChanged: { ...staffOnly, sets: { staffPassword: secret } },
  StaffPasswordRehashed: { ...staffOnly, sets: nothingSet },
  StaffSecondFactorSet: { ...staffOnly, sets: { staffSecondFactor: secret } },
  StaffSecondFactorReset: { ...staffOnly, sets: { staffSecondFactor: nothing } },
  StaffBlocked: {
    ...staffOnly,
    sets: { staff: becomes('blocked'), failures: ({ failures }) => open(failures) },
  },
  StaffDisabled: { ...staffOnly, sets: { staff: becomes('disabled') } },
  StaffEnabled: { ...staffOnly, sets: { staff: becomes('active') } },
  StaffSignedIn: {
    ...staffOnly,
    sets: { staffSession: becomes('open'), staffId: ({ staffId }) => open(staffId) },
  },
  StaffSignedOut: { ...staffOnly, sets: { staffSession: becomes('closed') } },
}
