export const shortestSipPassword = 8
export const longestSipPassword = 20

const allowed = /^[A-Za-z0-9]+$/

/**
 * Whether the subscriber may choose this SIP password (M27): 8 to 20 Latin letters and digits, among them at
 * least one upper-case letter, one lower-case letter and one digit. Other symbols break the devices in use.
 */
export const isSipPassword = (password: string): boolean =>
  password.length >= shortestSipPassword &&
  password.length <= longestSipPassword &&
  allowed.test(password) &&
  /[A-Z]/.test(password) &&
  /[a-z]/.test(password) &&
  /[0-9]/.test(password)
