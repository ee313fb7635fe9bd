import { describe, expect, it } from 'vitest'
import { hours, minutes } from '../../domain/instant.ts'
import { type CabinetUnderTest, cabinetUnderTest } from '../cabinet-under-test.ts'
import type { Answered, Caller } from '../caller.ts'
import { choose, dashboardOf, giveProfile, withBothLinked } from './entering.ts'
import { codeIn, messageAfter } from './messages.ts'
import {
  beginRegistration,
  enterBySip,
  ivan,
  letterTo,
  ok,
  olga,
  openAccount,
  type Person,
  registerProfile,
  upToLetter,
} from './people.ts'
import { staffMember } from './staff-people.ts'

const confirmations = '/api/v1/email-confirmations'
const fifty = Array.from({ length: 50 }, (_, nth) => nth)
const codes = (answers: readonly Answered[]): readonly (string | null)[] =>
  answers.map(({ body }) => body?.code ?? null)
const times = (answers: readonly (string | null)[], code: string | null): number =>
  answers.filter((each) => each === code).length

/** What the auditor is shown of one type of event. */
const recorded = async (cabinet: CabinetUnderTest, type: string): Promise<readonly Answered['body'][]> => {
  const auditor = await cabinet.program('audit:read')
  return ok(await auditor.get(`/api/v1/audit/events?type=${type}&limit=200`)).body.items
}

describe('two registrations of one phone (M3, ADR 9)', () => {
  const rounds = 4

  const atTheirLetters = async (cabinet: CabinetUnderTest, round: number) => {
    const phone = `+790311122${30 + round}`
    const both: { readonly person: Person; readonly browser: Caller; readonly token: string }[] = []
    for (const who of [ivan, olga]) {
      const person = { ...who, phone, email: `${who.email.split('@')[0]}${round}@example.com` }
      const browser = await enterBySip(cabinet)
      const registering = await beginRegistration(browser)
      await upToLetter(cabinet, registering, person)
      both.push({ person, browser, token: await letterTo(cabinet, registering, person.email) })
      cabinet.clock.advance(minutes(1))
    }
    return both
  }

  it('M3, M9: both links opened at the same moment make one Profile; the other one holds nothing any more', async () => {
    const cabinet = await cabinetUnderTest()
    await openAccount(cabinet)
    for (let round = 0; round < rounds; round += 1) {
      cabinet.clock.advance(hours(1))
      const both = await atTheirLetters(cabinet, round)
      const inOrder = round % 2 === 0 ? both : [...both].reverse()
      const answers = await Promise.all(
        inOrder.map(async ({ person, browser, token }) => ({
          person,
          answer: await browser.post(confirmations, { token }),
        })),
      )
      const won = answers.filter(({ answer }) => answer.status === 200)
      const lost = answers.filter(({ answer }) => answer.status !== 200)
      expect(won, JSON.stringify(answers.map(({ answer }) => answer.text))).toHaveLength(1)
      expect(codes(lost.map(({ answer }) => answer))).toEqual(['ValueTaken'])

      const [winner, loser] = [won[0]?.person ?? ivan, lost[0]?.person ?? olga]
      expect((await giveProfile(cabinet.caller(), winner)).status).toBe(200)
      expect((await giveProfile(cabinet.caller(), winner, winner.email)).status).toBe(200)
      expect((await giveProfile(cabinet.caller(), loser, loser.email)).status).toBe(401)
      const free = { ...loser, phone: `+790311133${30 + round}` }
      expect((await registerProfile(cabinet, free)).profileId).not.toBe('')
    }
    expect(await recorded(cabinet, 'ProfileRegistered')).toHaveLength(2 * rounds)
  })
})

describe('fifty guesses at once (security.md)', () => {
  const withSmsFactor = async () => {
    const cabinet = await cabinetUnderTest()
    await openAccount(cabinet)
    const { browser } = await registerProfile(cabinet)
    ok(await browser.put('/api/v1/profile/two-factor', { method: 'sms' }))
    return cabinet
  }

  it('M7: of the second factor’s code are five failures; then the right one is refused, and only a new sign-in helps', async () => {
    const cabinet = await withSmsFactor()
    cabinet.clock.advance(minutes(1))
    const entering = cabinet.caller()
    const sms = await messageAfter(cabinet, ivan.phone, async () => ok(await giveProfile(entering, ivan)))
    const right = cabinet.secret(codeIn(sms))
    const wrong = (nth: number) => String((Number(right) + 1 + nth) % 1_000_000).padStart(6, '0')
    const give = (code: string) => entering.post('/api/v1/session/second-factor', { code })
    const answers = codes(await Promise.all(fifty.map((nth) => give(wrong(nth)))))
    expect(times(answers, 'CodeWrong')).toBe(5)
    expect(times(answers, 'TooManyAttempts')).toBe(45)
    cabinet.clock.advance(minutes(1))
    expect((await give(right)).body.code).toBe('ChallengeBurned')
    expect(await recorded(cabinet, 'ChallengeFailed')).toHaveLength(5)
    const again = cabinet.caller()
    const fresh = await messageAfter(cabinet, ivan.phone, async () => ok(await giveProfile(again, ivan)))
    const passed = await again.post('/api/v1/session/second-factor', { code: cabinet.secret(codeIn(fresh)) })
    expect(passed.body, passed.text).toMatchObject({ stage: 'open' })
  })

  it('M17: of a recovery’s code are five failures, the right one is refused then; a new recovery goes on', async () => {
    const cabinet = await withSmsFactor()
    cabinet.clock.advance(minutes(1))
    const begin = async () => {
      const stranger = cabinet.caller()
      let at = ''
      const sms = await messageAfter(cabinet, ivan.phone, async () => {
        const { id } = ok(await stranger.post('/api/v1/recoveries', { phone: ivan.phone })).body
        at = `/api/v1/recoveries/${cabinet.secret(id)}/phone-confirmation`
      })
      return { give: (code: string) => stranger.post(at, { code }), right: cabinet.secret(codeIn(sms)) }
    }
    const first = await begin()
    const answers = codes(
      await Promise.all(
        fifty.map((nth) => first.give(String((Number(first.right) + 1 + nth) % 1_000_000).padStart(6, '0'))),
      ),
    )
    expect(times(answers, 'CodeWrong')).toBe(5)
    expect(times(answers, 'ChallengeBurned')).toBe(45)
    expect((await first.give(first.right)).body.code).toBe('ChallengeBurned')
    cabinet.clock.advance(minutes(1))
    const second = await begin()
    expect(ok(await second.give(second.right)).body.due).toBe('emailLink')
  })

  it('M11: of a password are five failures; its owner waits ten seconds from the same address, and is in', async () => {
    const cabinet = await cabinetUnderTest()
    await openAccount(cabinet)
    await registerProfile(cabinet)
    const tried = await Promise.all(
      fifty.map((nth) => giveProfile(cabinet.caller(), { ...ivan, password: `Wrong${nth}password` })),
    )
    expect(times(codes(tried), 'CredentialsWrong')).toBe(5)
    expect(times(codes(tried), 'TooManyAttempts')).toBe(45)
    expect(await recorded(cabinet, 'SignInFailed')).toHaveLength(5)
    const waiting = await giveProfile(cabinet.caller(), ivan)
    expect([waiting.status, waiting.headers.get('retry-after')]).toEqual([429, '10'])
    cabinet.clock.advance(10_000)
    expect(ok(await giveProfile(cabinet.caller(), ivan)).body.stage).toBe('open')
  })
})

describe('two tabs of one browser (M16)', () => {
  it('M15, M16: an account chosen in each at the same moment: one holds, the other tab is told, no token opens both', async () => {
    const { cabinet, first, second, browser } = await withBothLinked()
    for (let round = 0; round < 6; round += 1) {
      ok(await giveProfile(browser, ivan))
      const cookie = { cookie: browser.cookies() }
      const tab = () => cabinet.caller()
      const wanted = round % 2 === 0 ? [first, second] : [second, first]
      const answers = await Promise.all(
        wanted.map(async (accountId) => {
          const caller = tab()
          const answer = await caller.put('/api/v1/session/account', { accountId }, cookie)
          return { accountId, caller, answer }
        }),
      )
      const chosen = answers.filter(({ answer }) => answer.status === 200)
      const late = answers.filter(({ answer }) => answer.status !== 200)
      expect(chosen, JSON.stringify(answers.map(({ answer }) => answer.text))).toHaveLength(1)
      expect(late.map(({ answer }) => answer.status)).toEqual([401])
      // The answer that came late must not take the newer token back.
      expect(late.map(({ answer }) => answer.headers.getSetCookie())).toEqual([[]])
      for (const { accountId, caller } of chosen) {
        const other = accountId === first ? second : first
        expect((await caller.get('/api/v1/session')).body).toMatchObject({ account: { id: accountId } })
        expect((await caller.get(dashboardOf(accountId))).status).toBe(200)
        expect((await caller.get(dashboardOf(other))).body.code).toBe('AccountNotChosen')
        expect((await tab().get(dashboardOf(accountId), cookie)).status).toBe(401)
        ok(await choose(caller, other))
        ok(await caller.send('DELETE', '/api/v1/session'))
      }
    }
  })
})

describe('a Profile that is erased while it is at work (M19)', () => {
  it('M19: whatever is under way is answered before or refused after; nothing of it comes later, nobody is left in', async () => {
    const cabinet = await cabinetUnderTest()
    const accountId = await openAccount(cabinet)
    const { profileId, browser } = await registerProfile(cabinet)
    const second = cabinet.caller()
    ok(await giveProfile(second, ivan, ivan.email))
    const manager = await staffMember(cabinet, 'manager')
    const work = (nth: number): Promise<Answered> => {
      const who = nth % 2 === 0 ? browser : second
      if (nth % 4 < 2) return who.put(`/api/v1/accounts/${accountId}/trunk-limit`, { lines: (nth % 20) + 1 })
      return nth % 8 < 4
        ? who.get('/api/v1/profile')
        : who.put('/api/v1/profile/two-factor', { method: 'sms' })
    }
    const before = Promise.all(fifty.slice(0, 15).map(work))
    const erased = manager.send('DELETE', `/api/v1/operator/profiles/${profileId}`, { reason: 'Заявление' })
    const after = Promise.all(fifty.slice(15, 40).map(work))
    const answers = [...(await before), ...(await after)]
    ok(await erased)
    for (const { status, text, body } of answers)
      if (status !== 409) expect([200, 401], text).toContain(status)
      else expect(body.code).toBe('ProfileErased')
    for (const who of [browser, second]) expect((await who.get('/api/v1/session')).status).toBe(401)
    expect((await giveProfile(cabinet.caller(), ivan)).status).toBe(401)

    const auditor = await cabinet.program('audit:read')
    const all = ok(await auditor.get(`/api/v1/audit/events?profile=${profileId}&limit=200`)).body.items
    const types: readonly string[] = all.map(({ type }: { readonly type: string }) => type)
    const ofProfile = all.filter(
      ({ stream }: { readonly stream: string }) => stream === `profile-${profileId}`,
    )
    expect(types).toContain('ErasureCertified')
    // Newest first: nothing of the Profile's own follows its certificate.
    expect(ofProfile.slice(0, 2).map(({ type }: { readonly type: string }) => type)).toEqual([
      'ErasureCertified',
      'ProfileErased',
    ])
    cabinet.clock.advance(hours(1))
    expect((await registerProfile(cabinet, ivan)).profileId).not.toBe(profileId)
  })
})
