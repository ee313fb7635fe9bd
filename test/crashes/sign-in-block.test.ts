import { describe, expect, it } from 'vitest'
import { demoProfile } from '../../cli/demo-profile.ts'
import { minutes } from '../../domain/instant.ts'
import { failuresThatBlock } from '../../domain/profile/password.ts'
import { chosen, crashes, long, ok, signedIn, signIn } from './crashing-people.ts'
import type { MortalCabinet } from './mortal-cabinet.ts'

const crash = crashes()
const wrong = { login: demoProfile.login, password: 'Wrong1password' }
const allWaits = minutes(5) * failuresThatBlock

const guess = async (cabinet: MortalCabinet) => {
  await cabinet.advance(minutes(5))
  return (await signIn(cabinet, wrong)).answer
}

const recover = async (cabinet: MortalCabinet): Promise<void> => {
  const browser = cabinet.caller()
  const { body } = ok(await browser.post('/api/v1/recoveries', { phone: demoProfile.login }))
  const at = `/api/v1/recoveries/${body.id}`
  const code = await cabinet.message(demoProfile.login, /\b(\d{6})\b/)
  ok(await browser.post(`${at}/phone-confirmation`, { code }))
  ok(await browser.put(`${at}/password`, { password: chosen, confirmation: chosen }))
}

describe('block sign-in (architecture.md: signInFailures, SignInBlocked)', () => {
  it(
    'M17: killed at commits of the hundredth failure, the next attempt blocks; recovery opens',
    { timeout: long },
    () =>
      crash('block of a password', {
        before: async (cabinet) => {
          await signedIn(cabinet)
          for (let failures = 1; failures < failuresThatBlock; failures += 1)
            expect((await guess(cabinet)).status).toBe(401)
          await cabinet.advance(minutes(5))
          return { cabinet, failures: cabinet.logged('SignInFailed') }
        },
        operation: async ({ cabinet }) => {
          const { answer } = await signIn(cabinet, wrong)
          expect(answer.status).toBe(401)
          return { status: 200, text: '' }
        },
        later: allWaits + minutes(10),
        after: async (cabinet, { failures }, wasAnswered) => {
          const counted = cabinet.logged('SignInFailed') - failures
          expect(wasAnswered ? [1] : [0, 1]).toContain(counted)
          if (counted === 0) {
            ok((await signIn(cabinet)).answer)
            return
          }
          expect((await signIn(cabinet)).answer.status).toBe(401)
          expect(cabinet.logged('SignInBlocked')).toBe(1)
          await recover(cabinet)
          ok((await signIn(cabinet, { login: demoProfile.login, password: chosen })).answer)
        },
      }),
  )
})
