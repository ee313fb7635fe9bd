/** What staff's administration and sign-in can be refused for, beside what every sign-in can. */
export type StaffRefusalCode =
  | 'StaffNotFound'
  /** The login has its owner. */
  | 'StaffExists'
  /** Blocked or disabled meanwhile. */
  | 'StaffNotActive'
  | 'StaffLoginInvalid'
  | 'StaffNameInvalid'
  /** The one-time password given again as one's own. */
  | 'StaffPasswordUnchanged'
