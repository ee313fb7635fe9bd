/** What happens to the answer of one append, once. */
export interface AppendFault {
  /** Whether the append is written before it goes wrong. */
  readonly when: 'beforeWrite' | 'afterWrite'
  /**
   * cutOff: the call ends as UNAVAILABLE, as calls do whose connection broke; stopping: as UNKNOWN with the code 13
   * that a stopping server gives; notLeader: another node leads (the answer names this one, so that there is one to go
   * to); accessDenied: the user may not; reset: every connection is reset; silence: the call is never answered.
   */
  readonly how: 'cutOff' | 'stopping' | 'notLeader' | 'accessDenied' | 'reset' | 'silence'
}

/** Faults waiting for an append, first come first served. */
export interface AppendFaults {
  readonly add: (fault: AppendFault) => void
  readonly take: () => AppendFault | null
}

export const createAppendFaults = (): AppendFaults => {
  const waiting: AppendFault[] = []
  return {
    add: (fault) => {
      waiting.push(fault)
    },
    take: () => waiting.shift() ?? null,
  }
}
