import { describe, expect, it } from 'vitest'
import { hours, minutes } from '../../domain/instant.ts'
import type { RegistrationStep } from '../../domain/registration/registration.ts'
import type { Answered, Caller } from '../caller.ts'
import { bySip, crashes, long, ok, olga, signIn } from './crashing-people.ts'
import type { MortalCabinet } from './mortal-cabinet.ts'

const crash = crashes()

/** A registration that goes on in somebody's browser, in whatever process is up. */
interface Under {
  readonly browser: Caller
  readonly path: string
}

const begun = async (cabinet: MortalCabinet): Promise<Under> => {
  const browser = await bySip(cabinet)
  const { body } = ok(await browser.post('/api/v1/registrations'))
  return { browser, path: `/api/v1/registrations/${body.id}` }
}

/** The same browser, with its cookie, at another process. */
const elsewhere = (cabinet: MortalCabinet, { browser, path }: Under): Under => ({
  path,
  browser: cabinet.caller({ cookie: browser.cookies() }),
})

type Act = (cabinet: MortalCabinet, under: Under) => Promise<Answered>

const details = { lastName: 'Синицына', firstName: 'Ольга', email: olga.email }
const codeSent = /\b(\d{6})\b/
const linkSent = /#token=([\w-]+)/

/** What the person does where a step is due (M3–M9), with whatever message was sent for it. */
const act: Readonly<Record<RegistrationStep, Act>> = {
  phone: (_, { browser, path }) => browser.put(`${path}/phone`, { phone: olga.phone }),
  phoneCode: async (cabinet, { browser, path }) => {
    const code = await cabinet.message(olga.phone, codeSent)
    return browser.post(`${path}/phone-confirmation`, { code })
  },
  details: async (_, { browser, path }) => {
    const { body } = ok(await browser.get(path))
    return browser.put(`${path}/details`, { ...details, acceptedOffer: body.offer.version })
  },
  password: (_, { browser, path }) =>
    browser.put(`${path}/password`, { password: olga.password, confirmation: olga.password }),
  letter: (_, { browser, path }) => browser.post(`${path}/letters`, { email: olga.email }),
  emailConfirmation: async (cabinet, { browser }) => {
    const token = await cabinet.message(olga.email, linkSent)
    return browser.post('/api/v1/email-confirmations', { token })
  },
  profile: async (_, { browser }) => browser.get('/api/v1/session'),
}

/**
 * The code again: a new one, or, where the code was taken and only the step was cut off, the one that was sent first.
 * The SMS that was under way may come beside the new one.
 */
const codeAgain: Act = async (cabinet, { browser, path }) => {
  const asked = await browser.post(`${path}/phone-codes`)
  const give = (code: string) => browser.post(`${path}/phone-confirmation`, { code })
  if (asked.body.code === 'ChallengeAlreadyPassed') return give('000000')
  for (;;) {
    const answer = await give(await cabinet.message(olga.phone, codeSent))
    if (answer.body.code !== 'ChallengeSuperseded') return answer
  }
}

/** The letter again; the link of the newest one that has come. */
const letterAgain: Act = async (cabinet, { browser, path }) => {
  await browser.post(`${path}/letters`, {})
  for (;;) {
    const token = await cabinet.message(olga.email, linkSent)
    const answer = await browser.post('/api/v1/email-confirmations', { token })
    if (answer.body.code !== 'ChallengeSuperseded') return answer
  }
}

/** After a crash: development's inbox is gone with the process. */
const again: Readonly<Record<RegistrationStep, Act>> = {
  ...act,
  phoneCode: codeAgain,
  emailConfirmation: letterAgain,
}

const order = ['phone', 'phoneCode', 'details', 'password', 'letter'] as const

const upTo = async (cabinet: MortalCabinet, step: (typeof order)[number]): Promise<Under> => {
  const under = await begun(cabinet)
  for (const each of order.slice(0, order.indexOf(step))) ok(await act[each](cabinet, under))
  return under
}

/** Goes on from whatever step is due, to the end. */
const goOn = async (cabinet: MortalCabinet, under: Under): Promise<void> => {
  for (let steps = 0; steps < 12; steps += 1) {
    const { status, body } = await under.browser.get(under.path)
    if (status !== 200) return
    const due: RegistrationStep = body.due
    ok(await again[due](cabinet, under))
  }
  throw new Error('the registration does not come to its end')
}

const opens = async (cabinet: MortalCabinet, login: string): Promise<void> => {
  const { answer } = await signIn(cabinet, { login, password: olga.password })
  expect(ok(answer).body.stage).toBe('open')
}

describe('the steps of a registration (manual §2)', () => {
  it.each(order)(
    'M3–M8: killed at commits of the step %s, the person goes on to the end',
    { timeout: long },
    (step) =>
      crash(`registration, ${step}`, {
        before: async (cabinet) => {
          const under = await upTo(cabinet, step)
          // The code is read before the kill is armed: sending it is the step before.
          const code = step === 'phoneCode' ? await cabinet.message(olga.phone, codeSent) : null
          return { cabinet, under, code }
        },
        operation: ({ cabinet, under }) => act[step](cabinet, under),
        // A code or a letter can be asked for again after a minute.
        later: minutes(2),
        after: async (cabinet, { under: before }, wasAnswered) => {
          const under = elsewhere(cabinet, before)
          const { due } = ok(await under.browser.get(under.path)).body
          const next = [...order, 'emailConfirmation'][order.indexOf(step) + 1]
          expect(wasAnswered ? [next] : [step, next]).toContain(due)
          await goOn(cabinet, under)
          await opens(cabinet, olga.phone)
          await opens(cabinet, olga.email)
        },
      }),
  )
})

describe('the end of a registration that nobody finishes (architecture.md: nothing stays claimed)', () => {
  const abandoned = ({ logged }: MortalCabinet): number => logged('RegistrationAbandoned')

  it('M4: killed at commits of its expiry, phone and e-mail are another’s', { timeout: long }, () =>
    crash('expiry of a registration', {
      before: async (cabinet) => ({ cabinet, under: await upTo(cabinet, 'letter') }),
      operation: async ({ cabinet }) => {
        await cabinet.advance(hours(49))
        // The next job makes the runner look for what has fallen due.
        await begun(cabinet)
        await expect.poll(() => abandoned(cabinet), { timeout: 10_000, interval: 20 }).toBe(1)
        return cabinet.caller().get('/health/ready')
      },
      later: hours(49),
      after: async (cabinet) => {
        await expect.poll(() => abandoned(cabinet), { timeout: 15_000 }).toBe(1)
        await goOn(cabinet, await begun(cabinet))
        await opens(cabinet, olga.phone)
        await opens(cabinet, olga.email)
        expect(abandoned(cabinet)).toBe(1)
      },
    }),
  )
})
