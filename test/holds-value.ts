/** An id, whose digits are nobody's code. */
export const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi

/**
 * Whether a text holds a value. One of digits alone, such as a one-time code, counts only outside ids and where no digit
 * stands beside it: six of a time's thirteen are a known code by chance in one run of a few.
 */
export const holdsValue = (value: string): ((text: string) => boolean) => {
  if (!/^\d+$/.test(value)) return (text) => text.includes(value)
  const idOrCode = new RegExp(`${uuid.source}|(?<!\\d)(${value})(?!\\d)`, 'gi')
  return (text) => {
    for (const [, code] of text.matchAll(idOrCode)) if (code !== undefined) return true
    return false
  }
}
