const longest = 254
const longestLocalPart = 64
const localPart = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const domainName =
  /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}][\p{L}\p{N}-]{0,61}[\p{L}\p{N}]$/u

/**
 * Reads an e-mail address (M5), its domain in lower case; `null` when no letter can be sent there. What is left of
 * the `@` is ASCII (not every mail server takes more) and stays as written; Cyrillic domains pass.
 */
export const emailOf = (written: string): string | null => {
  const email = written.trim().normalize('NFC')
  const atSign = email.lastIndexOf('@')
  const local = email.slice(0, Math.max(0, atSign))
  const domain = email.slice(atSign + 1).toLowerCase()
  const isWhole = email.length <= longest && local.length <= longestLocalPart
  return isWhole && localPart.test(local) && domainName.test(domain) ? `${local}@${domain}` : null
}

/** Whether this is an e-mail address in the form in which it is kept. */
export const isEmail = (email: string): boolean => emailOf(email) === email

/** The domain as mail servers look it up: `почта.рф` and its `xn--…` are one. What is no domain stays what it is. */
const lookedUp = (domain: string): string =>
  domainName.test(domain) ? (URL.parse(`http://${domain}`)?.hostname ?? domain) : domain

/** What makes an address unique: nobody's mail server tells `Ivan@` from `ivan@`, nor two spellings of its domain. */
export const uniqueEmail = (email: string): string => {
  const written = email.toLowerCase()
  const atSign = written.lastIndexOf('@')
  return `${written.slice(0, atSign + 1)}${lookedUp(written.slice(atSign + 1))}`
}

/** An address that its owner recognises and a stranger does not: `a…n@example.com`. */
export const maskEmail = (email: string): string => {
  const atSign = email.lastIndexOf('@')
  const local = email.slice(0, Math.max(0, atSign))
  const last = local.length < 4 ? '' : local.slice(-1)
  return `${local.slice(0, 1)}…${last}${email.slice(Math.max(0, atSign))}`
}
