const longest = 100
const hasLetter = /\p{L}/u
const isHidden = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u

/** Reads a last or first name (M5): 1 to 100 characters, a letter among them, single spaces; else `null`. */
export const personNameOf = (written: string): string | null => {
  const name = written.normalize('NFC').trim().replace(/ +/g, ' ')
  return name.length <= longest && hasLetter.test(name) && !isHidden.test(name) ? name : null
}

/** Whether this is a name in the form in which it is kept. */
export const isPersonName = (name: string): boolean => personNameOf(name) === name
