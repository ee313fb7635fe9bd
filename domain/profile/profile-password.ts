export const shortestProfilePassword = 8
export const longestProfilePassword = 128

/** Shorter names are part of too many words to be told apart from chance. */
const shortestTelling = 4

export type ProfilePasswordFault =
  | 'tooShort'
  | 'tooLong'
  | 'noUpperCase'
  | 'noLowerCase'
  | 'noDigit'
  | 'common'
  | 'personal'

/** Whose password it is to be: what anybody may know of the person, and guess. */
export interface PasswordOwner {
  readonly names: readonly string[]
  /** E.164. */
  readonly phone: string
  readonly email: string
}

/** What everybody would think of here: the names of the service and its operator (ASVS 5.0, 6.1.2). */
export const wordsOfTheService = ['multifon', 'megafon', 'мультифон', 'мегафон'] as const

const required = [
  ['noUpperCase', /[A-Z]/],
  ['noLowerCase', /[a-z]/],
  ['noDigit', /[0-9]/],
] as const

const tellingParts = ({ names, phone, email }: PasswordOwner): readonly string[] =>
  [...names, email.slice(0, Math.max(0, email.lastIndexOf('@'))), phone.slice(2)]
    .map((part) => part.toLowerCase())
    .filter((part) => part.length >= shortestTelling)

const holdsOneOf = (password: string, words: readonly string[]): boolean =>
  words.some((word) => password.includes(word))

const lengthFault = (length: number): readonly ProfilePasswordFault[] => {
  if (length < shortestProfilePassword) return ['tooShort']
  return length > longestProfilePassword ? ['tooLong'] : []
}

/**
 * All that is wrong with a Profile password (M6 and `security.md`): 8 to 128 characters, upper- and lower-case Latin
 * letters and digits, any other characters beside them, not on the list of common ones nor with the service's name in
 * it, and without the person's name, phone or e-mail. Empty: it may be used.
 */
export const profilePasswordFaults = (
  password: string,
  owner: PasswordOwner,
  isCommon: (password: string) => boolean,
): readonly ProfilePasswordFault[] => {
  const lowered = password.toLowerCase()
  return [
    ...lengthFault([...password].length),
    ...required.flatMap(([fault, pattern]) => (pattern.test(password) ? [] : [fault])),
    ...(isCommon(password) || holdsOneOf(lowered, wordsOfTheService) ? (['common'] as const) : []),
    ...(holdsOneOf(lowered, tellingParts(owner)) ? (['personal'] as const) : []),
  ]
}
