const mobile = /^\+79\d{9}$/
const asWritten = /^(?:\+?7|8)(9\d{9})$/
const between = /[\s().-]/g

/**
 * Reads a phone as people write it (`8 (903) 111-22-33`), in E.164; `null` when no SMS of ours can reach it. Any
 * operator's will do (M3); codes go to Russian mobile numbers only, since foreign ones invite paid-SMS fraud.
 */
export const phoneOf = (written: string): string | null => {
  const digits = asWritten.exec(written.replace(between, ''))?.[1]
  return digits === undefined ? null : `+7${digits}`
}

/** Whether this is a Profile's phone in the form in which it is kept: `+79XXXXXXXXX`. */
export const isPhone = (phone: string): boolean => mobile.test(phone)
