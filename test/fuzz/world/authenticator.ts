import { z } from 'zod'
import { shownBy } from '../../api/rig/staff-in.ts'
import type { Browser } from './browser.ts'

const begun = z.object({ setupId: z.string(), secret: z.string() })
const chosen = z.object({ recoveryCodes: z.array(z.string()).min(1) })

/** An authenticator app that a Profile's secret was told. */
export interface Authenticator {
  readonly secret: string
  /** What chooses it as the second factor, while its set-up lasts. */
  readonly choice: () => object
  /** The code of the next step: that of now was given when it was chosen, and a clock a little ahead is granted. */
  readonly code: () => string
}

const aStep = 30_000

export const beginAuthenticator = async (browser: Browser): Promise<Authenticator> => {
  const { setupId, secret } = begun.parse(
    JSON.parse(await browser.ask('POST', 'profile/two-factor/authenticator')),
  )
  return {
    secret,
    choice: () => ({ method: 'totp', setupId, code: shownBy(secret, Date.now()) }),
    code: () => shownBy(secret, Date.now() + aStep),
  }
}

/** Chooses the authenticator as the second factor; answers the recovery codes. */
export const chooseAuthenticator = async (
  browser: Browser,
  { choice }: Authenticator,
): Promise<readonly string[]> =>
  chosen.parse(JSON.parse(await browser.ask('PUT', 'profile/two-factor', choice()))).recoveryCodes
