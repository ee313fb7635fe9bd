/** The number that has the service, in E.164: `+79XXXXXXXXX`. */
export type ServiceNumber = string

const login = /^7\d{10}$/
const realm = '@multifon.ru'
const callerId = /^\+7\d{10}$/

/**
 * Reads a SIP login as people and devices write it (M2): `79XXXXXXXXX` or `79XXXXXXXXX@multifon.ru`.
 * Answers the number in E.164, or `null` when it is no login of ours.
 */
export const numberOfLogin = (written: string): ServiceNumber | null => {
  const bare = written.toLowerCase().endsWith(realm) ? written.slice(0, -realm.length) : written
  return login.test(bare) ? `+${bare}` : null
}

/** The bare SIP login, `79XXXXXXXXX`, of a number. */
export const loginOfNumber = (number: ServiceNumber): string => number.slice(1)

/** Whether a number can be shown on outgoing calls (M23): a Russian number in E.164. */
export const isCallerId = (number: string): boolean => callerId.test(number)

/** A number that a person recognises and a stranger does not: `+7926•••••73`. */
export const maskNumber = (number: string): string =>
  number.length < 7
    ? '•'.repeat(number.length)
    : `${number.slice(0, 5)}${'•'.repeat(number.length - 7)}${number.slice(-2)}`
