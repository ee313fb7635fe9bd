/**
 * Whether a text holds a value. One of digits alone, such as a one-time code, counts only where no digit stands beside it:
 * six of a time's thirteen are a known code by chance in one run of a few.
 */
export const holdsValue = (value: string): ((text: string) => boolean) => {
  if (!/^\d+$/.test(value)) return (text) => text.includes(value)
  const apart = new RegExp(`(?<!\\d)${value}(?!\\d)`)
  return (text) => apart.test(text)
}
