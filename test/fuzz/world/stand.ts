import type { Account } from './account.ts'
import type { Browser } from './browser.ts'
import type { Begun } from './guest.ts'
import { nobody, type Principal, type Standing } from './principal.ts'
import { valueOfCookie } from './telling.ts'

/** Somebody at a certain point, by what is due there: for each operation its right body, or none. */
export interface Stand {
  readonly name: string
  readonly due: Readonly<Record<string, (() => object) | null>>
  readonly knows?: () => Readonly<Record<string, string>>
  readonly secrets?: readonly string[]
  readonly marks?: readonly string[]
}

const standingAs = (principal: Principal, { due, knows, secrets = [], marks = [] }: Stand): Begun => ({
  principal: {
    ...principal,
    suits: Object.keys(due),
    knows: knows ?? (() => ({})),
    sends: (operation) => due[operation]?.(),
  },
  secrets,
  marks,
})

/** A customer in a browser. */
export const customerAt = (standing: Standing, account: Account, browser: Browser, stand: Stand): Begun => {
  const principal: Principal = {
    ...nobody,
    ...{ name: `session:${stand.name}`, account, standing },
    headers: () => [['Cookie', browser.cookie()]],
  }
  const secrets = [valueOfCookie(browser.cookie()), ...(stand.secrets ?? [])]
  return standingAs(principal, { ...stand, secrets })
}

/** Somebody without a session who knows something. */
export const strangerAt = (stand: Stand): Begun => standingAs({ ...nobody, name: stand.name }, stand)

export const programAt = (principal: Principal, stand: Stand): Begun => standingAs(principal, stand)
