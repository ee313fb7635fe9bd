/** What the manual asks for (M) and what the project's owner adds (O), by number. */
export const requirements = {
  M1: 'One authorisation for all business services: the login and password of the Profile',
  M2: 'Entry with a SIP account: `79XXXXXXXXX` or `79XXXXXXXXX@multifon.ru`, and its SIP password',
  M3: 'Registration, step 1: a phone number of any operator',
  M4: 'Registration, step 2: the number is confirmed with a code sent by SMS',
  M5: 'Registration, step 3: name, e-mail, acceptance of the offer, kept with its version and moment',
  M6: 'Registration, step 4: a password of at least 8 characters of three classes',
  M7: 'Two-factor authorisation by a code sent by SMS',
  M8: 'Registration, step 5: a confirmation letter; the e-mail can be changed and the letter sent again',
  M9: 'Registration, step 6: the confirmed e-mail opens the cabinet',
  M10: 'Registration, step 7: the SIP account used at entry is linked to the new Profile',
  M11: 'From then on entry with the Profile’s login and password',
  M12: 'Other business services are connected to the same Profile',
  M13: 'A colleague gets access through a Profile of their own',
  M14: 'Another SIP account is linked by entering with it and giving the Profile’s password',
  M15: 'With several linked accounts entry shows a choice of account',
  M16: 'One browser works in one account at a time; another is refused clearly',
  M17: 'A forgotten Profile password is replaced after confirming the phone number',
  M18: 'An employee’s access is withdrawn by the operator’s manager; open sessions end',
  M19: 'A Profile is deleted on request',
  M20: 'Main page: id and number in the header, five cards, a statistics block, a footer',
  M21: 'Card “Баланс”: the balance, which may be negative, and the service’s status',
  M22: 'Card “Тарификация по услуге”: basic, or the active tariff option',
  M23: 'Card “Определитель номера (АОН)”: the number shown on outgoing calls, or none',
  M24: 'Card “Маршрутизация входящих вызовов”: GSM, SIP, SIP+GSM',
  M25: 'Card “Количество соединительных линий”: 1 to 20 simultaneous outgoing calls',
  M26: '“Напомнить пароль”: the SIP password by SMS to the number that has the service',
  M27: '“Сменить пароль”: a SIP password of 8 to 20 Latin letters and digits of three classes',
  M28: '“Отключить услугу”: the service is switched off',
  M29: '“Выйти из личного кабинета”: the session ends',
  O1: 'Pure aggregates emit events into EventStoreDB',
  O2: 'Projections build the dashboard’s read models',
  O3: 'Fastify serves REST endpoints documented by OpenAPI',
  O4: 'A full audit trail; auditors review the change history',
  O5: 'Used by web clients over REST, by auditors, and by integration tests with testcontainers',
  O6: 'Packages: fastify, @fastify/swagger, @eventstore/db-client, ts-pattern, fp-ts, zod, vitest, testcontainers',
  O7: 'Top level: domain, application, infrastructure, api, test, docker, package.json, tsconfig.json, README.md',
} as const satisfies Readonly<Record<`${'M' | 'O'}${number}`, string>>

export type RequirementNumber = keyof typeof requirements

export const isRequirement = (number: string): number is RequirementNumber =>
  Object.hasOwn(requirements, number)

const inOrder = (letter: 'M' | 'O', first: number, last: number): readonly string[] =>
  Array.from({ length: last - first + 1 }, (_, index) => `${letter}${first + index}`)

/** What is built: each of these must have a test. The rest comes with Profiles. */
export const built: readonly RequirementNumber[] = [...inOrder('M', 20, 28), ...inOrder('O', 1, 7)].filter(
  isRequirement,
)

const range = /\b([MO])(\d{1,2})(?:\s*[–-]\s*\1?(\d{1,2}))?\b/g

/** The numbers that a test's name carries: `M24, M25: …`, `M21–M28: …`. */
export const numbersIn = (name: string): readonly string[] =>
  Array.from(name.matchAll(range)).flatMap(([, letter, first, last]) =>
    inOrder(letter === 'O' ? 'O' : 'M', Number(first), Number(last ?? first)),
  )
