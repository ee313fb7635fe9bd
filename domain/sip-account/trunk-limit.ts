/** The least and the most simultaneous outgoing calls that a subscriber may allow (M25). */
export const fewestLines = 1
export const mostLines = 20

/** Whether `lines` is a limit on simultaneous outgoing calls: a whole number from 1 to 20 (M25). */
export const isTrunkLimit = (lines: number): boolean =>
  Number.isInteger(lines) && lines >= fewestLines && lines <= mostLines
